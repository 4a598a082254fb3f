import { ownerTypeOf } from './account.ts'
import { hashOf } from './hash.ts'
import { headOf, unopened } from './heads.ts'
import type { StoredEntry } from './entry.ts'

/** What is wrong with an entry, given the one before it in its account. */
export function flawsOf(entry: StoredEntry, before: StoredEntry | undefined): string[] {
  if (!isWellFormed(entry)) return ['a field is missing or of another type']
  const head = before ? headOf(before) : unopened
  const flaws = {
    'the seq does not follow': entry.seq !== head.seq + 1,
    'the balance is not the sum': entry.balance !== head.balance + entry.amount,
    'what is held is not the sum': entry.held !== head.held + (entry.heldChange ?? 0n),
    'the time runs backwards': entry.at.getTime() < head.at,
    'the account was closed': head.isClosed && !mayFollowClosing(entry),
    'the floor is crossed': isUnderFloor(entry),
    'the limit is passed': isOverLimit(entry),
    'the hash does not match': entry.hash !== hashOf(head.hash, entry),
  }
  return Object.entries(flaws).flatMap(([flaw, isFound]) => (isFound ? [flaw] : []))
}

function isWellFormed({
  account,
  seq,
  amount,
  balance,
  held,
  at,
  hash,
  ...others
}: StoredEntry): boolean {
  const { heldChange = 0n, floor = 0n, limit = 0n, covers = [] } = others
  return (
    [account, hash].every((text) => typeof text === 'string') &&
    [amount, balance, held, heldChange, floor, limit].every((sum) => typeof sum === 'bigint') &&
    typeof seq === 'number' &&
    at instanceof Date &&
    Array.isArray(covers)
  )
}

function mayFollowClosing({ kind, closed, amount }: StoredEntry): boolean {
  return closed === true && amount === 0n && (kind === 'refusal' || kind === 'void')
}

function isUnderFloor({
  account,
  amount,
  heldChange = 0n,
  balance,
  held,
  floor = 0n,
}: StoredEntry) {
  return ownerTypeOf(account) === 'user' && amount - heldChange < 0n && balance - held < floor
}

function isOverLimit({ amount, balance, limit }: StoredEntry): boolean {
  return limit !== undefined && amount > 0n && balance > limit
}
