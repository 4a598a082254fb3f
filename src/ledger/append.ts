import type { Account } from './account.ts'
import type { StoredEntry } from './entry.ts'
import { digestOf, hashOf } from './hash.ts'
import { headOf } from './heads.ts'
import type { Head, Heads } from './heads.ts'
import { afterDebt, spend, withLot } from './lots.ts'
import type { Lot } from './lots.ts'
import type { Note } from './order.ts'

/** An entry whose account has yet to give it its place: seq, balance, time and hash. */
export interface Draft {
  account: Account
  entry: StoredEntry
  /** Which of the points it gives expire. */
  gives?: readonly Lot[] | undefined
}

export function draftOf(
  _id: string,
  account: Account,
  amount: bigint,
  posting: string,
  { kind, rule, group, claim, reason, labels }: Note,
): Draft {
  // What is undefined is not stored; written down here, it spares the entry from growing field by field.
  const entry: StoredEntry = {
    _id,
    account: account.id,
    seq: 0,
    amount,
    balance: 0n,
    at: unset,
    posting,
    kind,
    hash: '',
    rule,
    group,
    claim,
    reason,
    labels,
  }
  return { account, entry }
}

const unset = new Date(0)

/** Makes a draft the next entry of its account, and that entry the account's head. */
export function append(heads: Heads, draft: Draft, now: Date): StoredEntry {
  const { gives, entry } = draft
  const head = heads.get(entry.account)
  const { amount, heldChange } = entry
  const held = heldChange === undefined ? head.held : head.held + heldChange
  entry.seq = head.seq + 1
  entry.balance = head.balance + amount
  entry.at = now.getTime() < head.at ? new Date(head.at) : now
  if (held !== 0n) entry.held = held
  if (head.isClosed) entry.closed = true
  if (gives || head.lots.length > 0) Object.assign(entry, lotsAfter(head, amount, gives))
  entry.hash = hashOf(head.hash, digestOf(entry))
  heads.set(entry.account, headOf(entry))
  return entry
}

function lotsAfter({ lots, balance }: Head, amount: bigint, gives: readonly Lot[] = []) {
  const { left, spent } = amount < 0n ? spend(lots, -amount) : { left: lots, spent: [] }
  const after = afterDebt(gives, balance).reduce(withLot, left)
  return {
    ...(after.length > 0 ? { lots: after } : {}),
    ...(spent.length > 0 ? { spent } : {}),
  }
}
