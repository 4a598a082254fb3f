import type { Account } from '../account.ts'
import type { StoredEntry } from '../entry.ts'
import { firstIdAt } from '../posting-ids.ts'
import { fieldIn as field } from './entry-fields.ts'
import type { EntryView, Glance } from './entry-view.ts'
import type { Problems } from './problems.ts'
import { createSecondLook } from './second-look.ts'
import type { Stored } from './stored.ts'
import { createTally } from './tally.ts'
import type { Difference } from './tally.ts'

interface Ended {
  currency: string
  sum: bigint
  differences: readonly Difference[]
}

/** Compares the rounds of every currency with their entries. `began` is when the first entry was read. */
export function createRoundsCheck(
  stored: Stored,
  view: EntryView,
  problems: Problems,
  began: Date,
) {
  const look = createSecondLook(stored, problems)
  const tally = createTally(view)
  const firstYoungId = firstIdAt(began)
  const ended: Ended[] = []
  let young: StoredEntry[] = []
  let sum = 0n
  let isLater = false

  function take(entry: Glance, account: Account): void {
    // What is read late may be half of what was written meanwhile.
    if (isLater && view.text(field.posting) >= firstYoungId) return void young.push(view.read())
    tally.take(entry, account)
    if (!account.isCounter) sum += entry.amount
  }

  function endCurrency(currency: string): void {
    ended.push({ currency, sum, differences: tally.end() })
    sum = 0n
  }

  /** Looks at what differs so far. */
  async function flush(): Promise<void> {
    for (const { currency, sum, differences } of ended.splice(0)) {
      if (differences.length === 0) continue
      const before = problems.count()
      await look.atCurrency(currency, differences)
      if (sum === 0n || problems.count() === before) continue
      problems.report(currency, 0, `the currency sums to ${sum}`)
    }
    const entries = young
    young = []
    await look.atRounds(entries.filter(({ covers }) => covers !== undefined))
    await look.atEntries(entries.filter(({ covers }) => covers === undefined))
  }

  return {
    ...{ take, endCurrency, flush, end: flush },
    /** From now on entries are read that were written after the first ones. */
    goOnLater: () => void (isLater = true),
  }
}
