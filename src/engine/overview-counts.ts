import { claimOutcomes, hourMs } from '../domain/claim-count.ts'
import type { ClaimOutcome } from '../domain/claim-count.ts'
import { hoursAndMinutesOf } from '../domain/range.ts'
import type { RangeOfTime, Stretch } from '../domain/range.ts'
import type { ClaimCount } from '../store/claim-counts.ts'
import type { Store } from '../store/index.ts'

/** How many claims stand how, and what they were paid: minor units by currency. */
export interface Counts {
  claims: Record<ClaimOutcome, number>
  points: ReadonlyMap<string, bigint>
}

export type CountedColumn = Stretch & Counts

/** Whose claims. */
export interface Place {
  org: string
  websites: readonly string[]
}

/** Reads what is kept of claims. It adds up minutes and hours, never claims. */
export function createOverviewCounts({ store }: { store: Pick<Store, 'claimCounts'> }) {
  const { claimCounts } = store

  /** Each column of a range. */
  async function columnsOf(place: Place, range: RangeOfTime): Promise<CountedColumn[]> {
    const { from, grain, columns } = range
    const found = await claimCounts.find({ ...place, rules: 'none', grain, from }).toArray()
    return columns.map((column) => ({
      ...column,
      ...countsOf(found.filter(({ at }) => at >= column.from && at < column.until)),
    }))
  }

  /** A stretch that began at a full hour or minute. */
  async function totalOf(place: Place, range: RangeOfTime, stretch: Stretch): Promise<Counts> {
    const wanted = { ...place, rules: 'none' } as const
    if (range.grain === 'minute') {
      return countsOf(await claimCounts.find({ ...wanted, grain: 'minute', ...stretch }).toArray())
    }
    const { hours, minutes } = hoursAndMinutesOf(stretch)
    const [whole, rest] = await Promise.all([
      claimCounts.find({ ...wanted, grain: 'hour', ...hours }).toArray(),
      claimCounts.find({ ...wanted, grain: 'minute', ...minutes }).toArray(),
    ])
    return countsOf([...whole, ...rest])
  }

  async function byRule(place: Place, { from, grain }: RangeOfTime): Promise<Map<string, Counts>> {
    const found = await claimCounts.find({ ...place, rules: 'all', grain, from }).toArray()
    const grouped = Map.groupBy(found, ({ rule }) => rule)
    return new Map([...grouped].map(([rule, counts]) => [rule, countsOf(counts)]))
  }

  /** These rules' last hours, the one that is not over included; in order. */
  async function hoursOf(
    place: Place,
    rules: readonly string[],
    { from, count }: { from: Date; count: number },
  ): Promise<Map<string, Counts[]>> {
    const found = await claimCounts.find({ ...place, rules, grain: 'hour', from }).toArray()
    const grouped = Map.groupBy(found, ({ rule }) => rule)
    return new Map(
      rules.map((rule) => {
        const own = grouped.get(rule) ?? []
        const hours = Array.from({ length: count }, (_, index) => {
          const hour = from.getTime() + index * hourMs
          return countsOf(own.filter(({ at }) => at.getTime() === hour))
        })
        return [rule, hours]
      }),
    )
  }

  return { columnsOf, totalOf, byRule, hoursOf }
}

export type OverviewCounts = ReturnType<typeof createOverviewCounts>

export function countsOf(cells: readonly ClaimCount[]): Counts {
  const points = new Map<string, bigint>()
  for (const [currency, amount] of cells.flatMap((cell) => Object.entries(cell.points ?? {}))) {
    points.set(currency, (points.get(currency) ?? 0n) + BigInt(amount.toString()))
  }
  const sumOf = (outcome: ClaimOutcome) =>
    cells.reduce((sum, cell) => sum + (cell[outcome] ?? 0), 0)
  const claims = Object.fromEntries(claimOutcomes.map((outcome) => [outcome, sumOf(outcome)]))
  return { claims: claims as Counts['claims'], points }
}

/** All of them together. */
export function addedUp(all: readonly Counts[]): Counts {
  const points = new Map<string, bigint>()
  for (const [currency, amount] of all.flatMap((each) => [...each.points])) {
    points.set(currency, (points.get(currency) ?? 0n) + amount)
  }
  const sumOf = (outcome: ClaimOutcome) => all.reduce((sum, each) => sum + each.claims[outcome], 0)
  const claims = Object.fromEntries(claimOutcomes.map((outcome) => [outcome, sumOf(outcome)]))
  return { claims: claims as Counts['claims'], points }
}
