import { accountId } from '../../src/ledger/account.ts'
import { keyOf } from '../../src/ledger/key.ts'
import type { AccountId } from '../../src/ledger/types.ts'
import type { Job, Spread } from './job.ts'

export interface Credit {
  key: string
  user: string
  account: AccountId
  amount: bigint
  /** Sent before, with the same content. */
  isRepeat: boolean
}

const accounts = 10_000
/** Repeated keys are among the last ones sent: at 1,000 in flight a quarter of them is not answered yet. */
const remembered = 4000

const currency = { org: 'org_01jdq2h7e0bench', website: 'web_01jdq2h7e0bench', currency: 'points' }
export const issuance = accountId({ ...currency, owner: 'issuance' })
export const rule = 'rul_01jdq2h7e0bench'

/** The same credits for every contender; `next` never ends. */
export function createCredits({ spread, writer, repeatedShare = 0 }: CreditsOf) {
  const sent: Credit[] = []
  let count = 0

  function next(): Credit {
    const earlier = Math.random() < repeatedShare && sent[Math.floor(Math.random() * sent.length)]
    if (earlier) return { ...earlier, isRepeat: true }
    const credit = newCredit()
    if (repeatedShare > 0) sent[count % remembered] = credit
    return credit
  }

  function newCredit(): Credit {
    count += 1
    const user = userNamed(numberOf(spread, count), spread === 'new' ? writer : 0)
    const key = keyOf(user, `evt_${writer}_${String(count).padStart(20, '0')}`)
    return { key, user, account: accountOf(user), amount: 10n, isRepeat: false }
  }

  return { next }
}

export type CreditsOf = Pick<Job, 'spread' | 'writer' | 'repeatedShare'>

/** The users that will be credited, where that is known before. */
export function usersOf(spread: Spread): string[] {
  const known = { uniform: accounts, hot: 1, new: 0 }[spread]
  return Array.from({ length: known }, (_, index) => userNamed(index, 0))
}

export function accountOf(user: string): AccountId {
  return accountId({ ...currency, owner: user })
}

function numberOf(spread: Spread, count: number): number {
  if (spread === 'new') return count
  return spread === 'hot' ? 0 : Math.floor(Math.random() * accounts)
}

function userNamed(index: number, writer: number): string {
  return `usr_${writer}${String(index).padStart(25, '0')}`
}
