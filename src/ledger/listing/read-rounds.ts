import type { Collections } from '../collections.ts'
import { keyOfEntry } from '../entry.ts'
import type { StoredEntry } from '../entry.ts'
import { tagOf } from '../journal.ts'
import { firstIdAt, roundOf } from '../posting-ids.ts'
import { quote } from '../quote.ts'
import type { Reading } from './read-transactions.ts'
import { findRounds } from './rounds.ts'
import type { Round, RoundsWanted } from './rounds.ts'
import type { Read } from './statements.ts'
import { programmesWanted } from './transaction-filter.ts'
import type { TransactionFilter } from './transaction-filter.ts'
import { postingsUnder } from './whole-postings.ts'

const fewest = 32
const most = 256
const mostTags = 50

/** Postings in the order of their ids, found in the rounds that have any of their kind, rule or currency. */
export async function* readFromRounds(
  collections: Collections,
  filter: TransactionFilter,
  reading: Reading,
): AsyncGenerator<Read<readonly StoredEntry[]>> {
  const { direction, after, wanted } = reading
  const order = direction === 'desc' ? -1 : 1
  const beyond = after?.[0] && { posting: { [order === -1 ? '$lt' : '$gt']: after[0].posting } }
  const only = {
    $and: [wanted, beyond ?? {}, filter.id === undefined ? {} : { posting: filter.id }],
  }
  let size = fewest
  for await (const rounds of findRounds(collections, roundsWanted(filter, reading))) {
    const steps = rounds.flatMap((round) => stepsOf(round, reading))
    while (steps.length > 0) {
      const keys = steps.splice(0, size).flat()
      size = Math.min(most, size * 2)
      const items = await postingsUnder(collections, keys, only)
      yield { items: items.sort(byId(order)), looked: keys.length }
    }
  }
}

function roundsWanted(filter: TransactionFilter, reading: Reading): RoundsWanted {
  const { id, from, until } = filter
  const { direction, after, heads } = reading
  const round = id === undefined ? undefined : roundOf(id)
  return {
    ...{ direction, heads, programmes: programmesWanted(filter), tags: tagsWanted(filter) },
    from: round ?? (from && firstIdAt(from)),
    // A space comes before everything that ids go on with.
    until: round === undefined ? until && firstIdAt(until) : `${round} `,
    beginAt: after?.[0] && roundOf(after[0].posting),
  }
}

/** With many rules it is cheaper to look at everything. */
function tagsWanted({ rule, kind, currency }: TransactionFilter): string[][] {
  const lists = [
    rule === undefined ? [] : [rule].flat().map(tagOf.rule),
    currency === undefined ? [] : [currency].flat().map(tagOfCurrency),
    kind === undefined ? [] : [kind].flat().map(tagOf.kind),
  ]
  const usable = lists.filter(({ length }) => length > 0 && length <= mostTags)
  return usable.length > 0 ? usable : [[tagOf.any]]
}

function tagOfCurrency(currency: string): string {
  return tagOf.currency(quote(currency, '/loyaltyCurrencyId'))
}

/** The keys to look at, in order. Those of a round in several currencies have to be looked at together to know theirs. */
function stepsOf({ covers }: Round, { direction, after }: Reading): string[][] {
  const [only = [], ...others] = covers
  if (others.length > 0) return [[...new Set(covers.flat())]]
  const keys = direction === 'desc' ? only.toReversed() : only
  const seen = after?.[0] ? keys.indexOf(keyOfEntry(after[0]._id)) : -1
  return keys.slice(seen + 1).map((key) => [key])
}

function byId(order: 1 | -1) {
  return ([a]: readonly StoredEntry[], [b]: readonly StoredEntry[]) =>
    !a || !b || a.posting === b.posting ? 0 : a.posting < b.posting ? -order : order
}
