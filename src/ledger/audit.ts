import type { mongo } from 'mongoose'
import { currencyOf, isCounter, ownerTypeOf } from './account.ts'
import { collectionsOf } from './collections.ts'
import type { StoredEntry } from './entry.ts'
import { findEntriesOf } from './find.ts'
import { flawsOf } from './flaws.ts'
import type { AccountId } from './types.ts'

export interface Problem {
  account: AccountId
  /** 0 if it is the matter of no single entry. */
  seq: number
  problem: string
}

export interface Audit {
  entries: number
  accounts: number
  /** Per account, what is wrong with its first bad entry. */
  problems: readonly Problem[]
}

type ReadOptions = Pick<mongo.FindOptions, 'session' | 'readConcern'>

/**
 * Reads every entry, account by account, as of one moment, and re-computes it: order, sums, holds, floors, limits, hashes;
 * then that every currency sums to zero, and that what was issued is what the postings it covers say.
 * Memory does not grow with the number of entries. Throws if MongoDB no longer has the moment it began at (5 minutes, by default).
 */
export async function auditLedger({ db }: { db: mongo.Db }): Promise<Audit> {
  const session = db.client.startSession({ snapshot: true })
  try {
    return await audited(db, { session, readConcern: { level: 'snapshot' } })
  } finally {
    await session.endSession()
  }
}

async function audited(db: mongo.Db, options: ReadOptions): Promise<Audit> {
  const { entries } = collectionsOf(db)
  const problems: Problem[] = []
  const sums = new Map<string, bigint>()
  const read = { entries: 0, accounts: 0 }
  let before: StoredEntry | undefined
  let isSound = true

  for await (const entry of entries.find({}, options).sort({ account: 1, seq: 1 })) {
    const { account, seq } = entry
    if (account !== before?.account) {
      read.accounts++
      isSound = true
      before = undefined
    }
    read.entries++
    addTo(sums, entry)
    const flaws: string[] = isSound ? flawsOf(entry, before) : []
    if (isSound && flaws.length === 0) flaws.push(...(await issuanceFlawsOf(db, entry, options)))
    problems.push(...flaws.map((problem) => ({ account, seq, problem })))
    isSound &&= flaws.length === 0
    before = entry
  }
  return { ...read, problems: [...problems, ...imbalancesOf(sums)] }
}

/** Issuance is written once per round; what it covers must come to the same. */
async function issuanceFlawsOf(
  db: mongo.Db,
  { account, amount, covers }: StoredEntry,
  options: ReadOptions,
): Promise<string[]> {
  if (!covers) return ownerTypeOf(account) === 'issuance' ? ['it covers no postings'] : []
  const sums = new Map([[currencyOf(account), amount]])
  for (const entry of await findEntriesOf(collectionsOf(db), covers, options)) addTo(sums, entry)
  return sums.get(currencyOf(account)) === 0n ? [] : ['the postings it covers have another sum']
}

function addTo(sums: Map<string, bigint>, { account, amount }: StoredEntry): void {
  // What is of another type was put there by somebody else, and is a flaw of its own.
  if (typeof account !== 'string' || typeof amount !== 'bigint' || isCounter(account)) return
  const currency = currencyOf(account)
  sums.set(currency, (sums.get(currency) ?? 0n) + amount)
}

function imbalancesOf(sums: ReadonlyMap<string, bigint>): Problem[] {
  return [...sums].flatMap(([currency, sum]) =>
    sum === 0n ? [] : { account: currency, seq: 0, problem: `the currency sums to ${sum}` },
  )
}
