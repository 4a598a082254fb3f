import type { Account } from '../account.ts'
import type { Collections } from '../collections.ts'
import { readHeads } from '../heads.ts'
import type { Head } from '../heads.ts'
import { projectedOf } from '../project.ts'
import type { AccountRecord } from '../records.ts'
import type { AccountId } from '../types.ts'
import type { Problems } from './problems.ts'

const batchSize = 1_000

/** Where an account stands at one of its entries, or is said to stand. */
interface Standing {
  _id: AccountId
  seq: number
  balance: bigint
  held?: bigint | undefined
}

/** Compares the list of accounts with their entries: it may be late, but never ahead, and never another. */
export function createListedCheck({ db, entries }: Collections, problems: Problems) {
  const accounts = projectedOf(db)
  let standings: Standing[] = []
  let found = 0

  /** Notes where an account stands in the end. */
  function endAccount({ seq, balance, held }: Head, { id }: Account): void {
    standings.push({ _id: id, seq, balance, held })
  }

  async function flush(): Promise<void> {
    while (standings.length > 0) await compare(standings.splice(0, batchSize))
  }

  async function compare(some: readonly Standing[]): Promise<void> {
    const ends = new Map(some.map((standing) => [standing._id, standing]))
    const filter = { _id: { $in: [...ends.keys()] } }
    const records = await accounts.find<Standing>(filter, { projection: listed }).toArray()
    found += records.length
    // One at another entry than the last one that was read is compared with that entry.
    const others = records.filter(({ _id, seq }) => seq !== ends.get(_id)?.seq)
    const elsewhere = await standingsAt(others)
    for (const record of records) {
      const standing = elsewhere.get(record._id) ?? ends.get(record._id)
      if (isSame(record, standing)) continue
      problems.report(record._id, record.seq, 'the account is listed otherwise')
    }
  }

  async function standingsAt(records: readonly Standing[]): Promise<Map<AccountId, Standing>> {
    if (records.length === 0) return new Map()
    const places = records.map(({ _id: account, seq }) => ({ account, seq }))
    const there = await entries.find({ $or: places }, { projection: written }).toArray()
    return new Map(there.map(({ account, ...standing }) => [account, { ...standing, _id: account }]))
  }

  /** Looks for accounts that are listed and have no entries. */
  async function end(): Promise<void> {
    await flush()
    if ((await accounts.countDocuments()) === found) return
    let some: AccountId[] = []
    for await (const { _id } of accounts.find<AccountRecord>({}, { projection: { _id: 1 } })) {
      if (some.push(_id) < batchSize) continue
      await trace(some)
      some = []
    }
    await trace(some)
  }

  async function trace(some: readonly AccountId[]): Promise<void> {
    const known = await readHeads({ entries }, some)
    for (const account of some) {
      if (known.has(account)) continue
      problems.report(account, 0, 'the account is listed and has no entries')
    }
  }

  return { endAccount, flush, end }
}

const listed = { seq: 1, balance: 1, held: 1 }
const written = { account: 1, seq: 1, balance: 1, held: 1 }

function isSame({ seq, balance, held }: Standing, other: Standing | undefined): boolean {
  return other?.seq === seq && other.balance === balance && (other.held ?? 0n) === held
}
