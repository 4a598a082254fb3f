import { createIdTable } from './id-table.ts'
import { createSortedSlots } from './sorted-slots.ts'

/** An account and where it stands: the highest balance is first, among equals whoever reached it first. */
export interface Standing {
  account: string
  balance: bigint
  /** When the balance was reached, in milliseconds since 1970; -Infinity where nobody knows, which comes first. */
  since: number
  /** From 1. No two accounts share one. */
  rank: number
}

/** 8 bytes for the balance, 8 for the time; NaN there marks an account that is not in the order. */
const recordSize = 16

/**
 * Accounts in the order (balance descending, since ascending, account ascending), with the rank of each at any moment.
 * Balances are compared as 64-bit integers, never as doubles. Setting, removing and ranking take a few microseconds at a
 * million accounts. An account takes 16 to 20 bytes here, 4 to 8 in the sorted list and 16 to 20 in the table of
 * ids, besides the bytes of its id: 50 at a million, after many moves.
 */
export function createOrderStatistics() {
  const ids = createIdTable()
  const order = createSortedSlots(isBefore)
  let records = new DataView(new ArrayBuffer(32 * recordSize))
  let recorded = 0

  /** Puts an account where it belongs, or moves it there. Throws for a balance that does not fit 64 bits, or no time at all. */
  function set(account: string, balance: bigint, since: number): void {
    if (Number.isNaN(since) || BigInt.asIntN(64, balance) !== balance) {
      throw new RangeError(`${account} cannot be ranked by ${balance} since ${since}`)
    }
    const slot = ids.slotFor(account)
    if (slot === recorded) addRecord()
    else if (isIn(slot)) order.remove(slot)
    records.setBigInt64(slot * recordSize, balance, true)
    records.setFloat64(slot * recordSize + 8, since, true)
    order.add(slot)
  }

  /** Takes an account out. One that is not in changes nothing. */
  function remove(account: string): void {
    const slot = ids.slotOf(account)
    if (!isIn(slot)) return
    order.remove(slot)
    records.setFloat64(slot * recordSize + 8, NaN, true)
  }

  /** What an account is sorted by; undefined if it is not in. */
  function keyOf(account: string): { balance: bigint; since: number } | undefined {
    const slot = ids.slotOf(account)
    return isIn(slot) ? { balance: balanceOf(slot), since: sinceOf(slot) } : undefined
  }

  /** Undefined for an account that is not in. */
  function find(account: string): Standing | undefined {
    const slot = ids.slotOf(account)
    return isIn(slot) ? standingOf(slot, order.indexOf(slot) + 1) : undefined
  }

  /** Those who have the ranks from `first` to `last`, as far as there are any. */
  function range(first: number, last: number): Standing[] {
    const start = Math.max(1, first)
    return order.slice(start - 1, last).map((slot, index) => standingOf(slot, start + index))
  }

  function standingOf(slot: number, rank: number): Standing {
    return { account: ids.textOf(slot), balance: balanceOf(slot), since: sinceOf(slot), rank }
  }

  function isBefore(slot: number, other: number): boolean {
    // Half by half: a whole one would be an object made for every comparison.
    const high = records.getInt32(slot * recordSize + 4, true)
    const otherHigh = records.getInt32(other * recordSize + 4, true)
    if (high !== otherHigh) return high > otherHigh
    const low = records.getUint32(slot * recordSize, true)
    const otherLow = records.getUint32(other * recordSize, true)
    if (low !== otherLow) return low > otherLow
    const since = sinceOf(slot)
    const otherSince = sinceOf(other)
    return since === otherSince ? ids.isBefore(slot, other) : since < otherSince
  }

  function isIn(slot: number): boolean {
    return slot >= 0 && !Number.isNaN(sinceOf(slot))
  }

  function balanceOf(slot: number): bigint {
    return records.getBigInt64(slot * recordSize, true)
  }

  function sinceOf(slot: number): number {
    return records.getFloat64(slot * recordSize + 8, true)
  }

  function addRecord(): void {
    recorded += 1
    if (recorded * recordSize <= records.byteLength) return
    const length = Math.ceil(recorded * 1.25) * recordSize
    records = new DataView(records.buffer.transfer(length))
  }

  /** What the ids alone take, and all there is. */
  function size() {
    const { texts, bytes } = ids.size()
    return { ids: texts, bytes: bytes + records.byteLength + order.bytes() }
  }

  return { set, remove, keyOf, find, range, count: order.count, size }
}
