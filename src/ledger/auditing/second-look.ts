import { accountOf } from '../account.ts'
import type { Collections } from '../collections.ts'
import { entryIdOf, keyOfEntry } from '../entry.ts'
import type { StoredEntry } from '../entry.ts'
import { roundOf } from '../posting-ids.ts'
import { batchesOf } from './batches.ts'
import type { Problems } from './problems.ts'
import { findRaw, readEntries, readEntry, readFirstLegs } from './raw.ts'
import { roundFlawsOf } from './round-flaws.ts'
import { bucketOf } from './tally.ts'
import type { Difference } from './tally.ts'

const batchSize = 1_000

/**
 * Looks closely at what came to another sum, or was written meanwhile: each round with its entries, each entry with its
 * round. A round is written as a whole, so that what is read of it now is all of it or nothing.
 */
export function createSecondLook(collections: Pick<Collections, 'entries'>, problems: Problems) {
  async function atRounds(rounds: readonly StoredEntry[]): Promise<readonly StoredEntry[]> {
    const flawed: StoredEntry[] = []
    for (const round of rounds) {
      const [flaw] = await roundFlawsOf(collections, round)
      if (flaw === undefined) continue
      problems.report(round.account, round.seq, flaw)
      flawed.push(round)
    }
    return flawed
  }

  /** Entries whose round does not cover them, or that are no part of their posting. */
  async function atEntries(entries: readonly StoredEntry[]): Promise<void> {
    const roundIds = new Set(entries.map(roundIdOf))
    const rounds = await readEntries(collections, [...roundIds])
    const covered = new Map(rounds.map(({ _id, covers }) => [_id, new Set(covers)]))
    const firsts = await readFirstLegs(
      collections,
      new Set(entries.map(({ _id }) => keyOfEntry(_id))),
    )
    for (const entry of entries) {
      const key = keyOfEntry(entry._id)
      const first = firsts.get(entryIdOf(key, 0))
      const isCovered = covered.get(roundIdOf(entry))?.has(key)
      if (isCovered && first?.posting === entry.posting && first.parts === entry.parts) continue
      problems.report(entry.account, entry.seq, 'no round covers it')
    }
  }

  /** The rounds of a currency that came to another sum than their entries, and then whatever else is in their place. */
  async function atCurrency(currency: string, differences: readonly Difference[]): Promise<void> {
    const wanted = new Set(differences.map(({ bucket }) => bucket))
    const unexplained = new Set(
      differences.filter((each) => each.isOfEntries).map(({ bucket }) => bucket),
    )
    const issuance = rangeOf(`${currency}:issuance`)
    for await (const rounds of entriesIn(issuance, wanted)) {
      for (const { posting } of await atRounds(rounds)) unexplained.delete(bucketOf(posting))
    }
    if (unexplained.size === 0) return
    for await (const entries of entriesIn(rangeOf(currency), unexplained)) {
      await atEntries(entries.filter(({ covers }) => covers === undefined))
    }
  }

  async function* entriesIn(account: { $gte: string; $lt: string }, wanted: ReadonlySet<number>) {
    const cursor = findRaw(collections, { account }, { sort: { account: 1, seq: 1 }, batchSize })
    for await (const batch of batchesOf(cursor)) {
      const entries = batch.flatMap((bytes) => readEntry(bytes) ?? [])
      yield entries.filter(({ posting }) => wanted.has(bucketOf(posting)))
    }
  }

  return { atRounds, atEntries, atCurrency }
}

/** All accounts whose names go on after this one with a colon. */
function rangeOf(name: string) {
  return { $gte: `${name}:`, $lt: `${name};` }
}

function roundIdOf({ account, posting }: StoredEntry): string {
  return entryIdOf(`@round:${roundOf(posting)}:${accountOf(account).currency}`, 0)
}
