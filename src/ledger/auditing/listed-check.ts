import type { Account } from '../account.ts'
import type { AccountId } from '../types.ts'
import type { Problems } from './problems.ts'
import { readAll } from './raw.ts'
import type { Listed, Stored } from './stored.ts'
import type { Standing } from './walk.ts'

const placesPerQuery = 200

/**
 * Compares the list of accounts with their entries, both in the order of their names: it may be late, but never ahead, and
 * never another. An account that is not listed yet is late.
 */
export function createListedCheck(stored: Stored, problems: Problems) {
  let ends: [AccountId, Standing][] = []
  let records: readonly Listed[] = []
  let next = 0
  let isOver = false

  /** Notes where an account stands in the end. */
  function endAccount(head: Standing, { id }: Account): void {
    ends.push([id, head])
  }

  async function flush(): Promise<void> {
    const last = ends.at(-1)?.[0]
    if (last === undefined) return
    const heads = new Map(ends)
    ends = []
    await compare(heads, (account) => account <= last)
  }

  async function end(): Promise<void> {
    await compare(new Map(ends), () => true)
  }

  /** Takes records as long as they are wanted; their accounts are among these, or have no entries. */
  async function compare(
    heads: ReadonlyMap<AccountId, Standing>,
    isWanted: (account: AccountId) => boolean,
  ): Promise<void> {
    let others: Listed[] = []
    for (let record = await peek(); record && isWanted(record._id); record = await peek()) {
      next++
      if (!isSame(record, heads.get(record._id))) others.push(record)
      if (others.length < placesPerQuery) continue
      await look(others)
      others = []
    }
    await look(others)
  }

  async function peek(): Promise<Listed | undefined> {
    if (next === records.length && !isOver) {
      records = await stored.accountsAfter(records.at(-1)?._id ?? '')
      isOver = records.length === 0
      next = 0
    }
    return records[next]
  }

  /** They may be at another entry than the last one that was read: late, or later than that. */
  async function look(others: readonly Listed[]): Promise<void> {
    if (others.length === 0) return
    const places = others.map(({ _id: account, seq }) => ({ account, seq }))
    const entries = readAll(await stored.entriesAt(places))
    const byAccount = new Map(entries.map((entry) => [entry.account, entry]))
    for (const record of others) {
      if (isSame(record, byAccount.get(record._id))) continue
      problems.report(record._id, record.seq, 'the account is listed otherwise')
    }
  }

  return { endAccount, flush, end }
}

function isSame(
  { seq, balance, held }: Listed,
  other: { seq: number; balance: bigint; held?: bigint | undefined } | undefined,
): boolean {
  return other?.seq === seq && other.balance === balance && (other.held ?? 0n) === held
}
