import { hash } from 'node:crypto'
import type { Refused, StoredEntry, Sum } from './entry.ts'
import type { Lot } from './lots.ts'

/** What stands before the first entry of every account. */
export const genesis = ''

/**
 * Chains an entry to the one before it in its account: SHA-256 over the previous hash and the entry's own digest, in
 * base64url. With the digests of what follows, anybody can walk from an entry to a later head without seeing the others.
 */
export function hashOf(previous: string, digest: string): string {
  return hash('sha256', previous + digest, 'base64url')
}

/** SHA-256 of the canonical text of an entry, in base64url. */
export function digestOf(entry: Omit<StoredEntry, 'hash'>): string {
  return hash('sha256', canonical(entry), 'base64url')
}

/** Everything that is stored of an entry but its hash, in the order in which `canonical` writes it. */
export const hashedFields = [
  ...['_id', 'account', 'seq', 'amount', 'balance', 'at', 'posting', 'kind', 'rule', 'claim'],
  ...['group', 'reason', 'labels', 'asked', 'held', 'heldChange', 'lots', 'spent', 'floor'],
  ...['limit', 'parts', 'closed', 'expiresAt', 'refused', 'covers', 'programme', 'tags', 'sums'],
  'mark',
]

/**
 * One text per entry, a JSON array: amounts are decimal strings, times milliseconds, what is absent is null, and absent at
 * the end. So a field that is new one day goes to the end, and changes no hash. Written out field by field, because this is
 * a good part of what a posting costs its process.
 */
export function canonical(entry: Omit<StoredEntry, 'hash'>): string {
  const fields = [
    entry._id,
    entry.account,
    entry.seq,
    String(entry.amount),
    String(entry.balance),
    entry.at.getTime(),
    entry.posting,
    entry.kind,
    entry.rule,
    entry.claim,
    entry.group,
    entry.reason,
    entry.labels,
    decimal(entry.asked),
    decimal(entry.held),
    decimal(entry.heldChange),
    lotsOf(entry.lots),
    lotsOf(entry.spent),
    decimal(entry.floor),
    decimal(entry.limit),
    entry.parts,
    entry.closed,
    entry.expiresAt?.getTime(),
    entry.refused && refusedOf(entry.refused),
    entry.covers,
    entry.programme,
    entry.tags,
    entry.sums?.map(sumOf),
    entry.mark,
  ]
  let length = fields.length
  while (fields[length - 1] === undefined) length--
  fields.length = length
  return JSON.stringify(fields)
}

function decimal(amount: bigint | undefined): string | undefined {
  return amount === undefined ? undefined : String(amount)
}

function lotsOf(lots: readonly Lot[] | undefined) {
  return lots?.map(({ expiresAt, amount }) => [expiresAt.getTime(), String(amount)])
}

function refusedOf({ code, message, pointer, detail, kind, legs }: Refused) {
  const moves = legs.map(({ account, amount }) => [account, String(amount)])
  return [code, message, pointer, detail, kind, moves]
}

function sumOf({ kind, rule, group, postings, credited, debited }: Sum) {
  return [kind, rule, group, postings, String(credited), String(debited)]
}
