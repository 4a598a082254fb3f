import type { Owner } from '../account.ts'
import type { AccountId } from '../types.ts'

/** An account's name in two: the currency of a website, `org:website:currency`, and who owns it. */
export interface AccountName {
  currency: string
  owner: string
}

/**
 * Takes a name in two without checking it. What the ledger remembers of the accounts it is working with would be
 * displaced by the millions that pass here.
 */
export function nameOf(account: AccountId): AccountName {
  let end = -1
  for (let part = 0; part < 3; part++) end = account.indexOf(':', end + 1)
  return { currency: account.slice(0, end), owner: account.slice(end + 1) }
}

/** Whether an owner is a user: the system's own accounts have no rank. */
export function isUser(owner: string): boolean {
  // Most are told by their length, without looking a million of them up.
  return owner.length > longestWord
    ? !owner.includes(':')
    : !systemWords.has(owner.split(':', 1)[0] ?? '')
}

type SystemWord = Exclude<Owner['type'], 'user'>

const systemWords: ReadonlySet<string> = new Set(
  Object.keys({
    ...{ cap: true, budget: true, reversed: true },
    ...{ issuance: true, holds: true, expired: true },
  } satisfies Record<SystemWord, true>),
)
const longestWord = 8
