import { accountOf } from '../account.ts'
import { entryIdOf, keyOfEntry } from '../entry.ts'
import type { StoredEntry } from '../entry.ts'
import { roundOf } from '../posting-ids.ts'
import type { Problems } from './problems.ts'
import { readAll, readEntries, readFirstLegs } from './raw.ts'
import { roundFlawsOf } from './round-flaws.ts'
import type { Stored } from './stored.ts'
import { bucketOf } from './tally.ts'
import type { Difference } from './tally.ts'

/**
 * Looks closely at what came to another sum, or was written meanwhile: each round with its entries, each entry with its
 * round. A round is written as a whole, so that what is read of it now is all of it or nothing.
 */
export function createSecondLook(stored: Stored, problems: Problems) {
  async function atRounds(rounds: readonly StoredEntry[]): Promise<readonly StoredEntry[]> {
    const flawed: StoredEntry[] = []
    for (const round of rounds) {
      const [flaw] = await roundFlawsOf(stored, round)
      if (flaw === undefined) continue
      problems.report(round.account, round.seq, flaw)
      flawed.push(round)
    }
    return flawed
  }

  /** Entries whose round does not cover them, or that are no part of their posting. */
  async function atEntries(entries: readonly StoredEntry[]): Promise<void> {
    const roundIds = new Set(entries.map(roundIdOf))
    const rounds = await readEntries(stored, [...roundIds])
    const covered = new Map(rounds.map(({ _id, covers }) => [_id, new Set(covers)]))
    const firsts = await readFirstLegs(stored, new Set(entries.map(({ _id }) => keyOfEntry(_id))))
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
    for await (const rounds of entriesUnder(`${currency}:issuance`, wanted)) {
      for (const { posting } of await atRounds(rounds)) unexplained.delete(bucketOf(posting))
    }
    if (unexplained.size === 0) return
    for await (const entries of entriesUnder(currency, unexplained)) {
      await atEntries(entries.filter(({ covers }) => covers === undefined))
    }
  }

  async function* entriesUnder(name: string, wanted: ReadonlySet<number>) {
    for await (const batch of stored.entriesUnder(name)) {
      yield readAll(batch).filter(({ posting }) => wanted.has(bucketOf(posting)))
    }
  }

  return { atRounds, atEntries, atCurrency }
}

function roundIdOf({ account, posting }: StoredEntry): string {
  return entryIdOf(`@round:${roundOf(posting)}:${accountOf(account).currency}`, 0)
}
