import { quantile } from '../statistics.ts'
import type { AsOf } from './as-of.ts'
import type { Outcome } from './outcome.ts'
import { named } from './plan.ts'
import type { Row } from './plan.ts'
import type { RankFigures } from './rank.ts'

/** The middle of several values, and how far they lie apart. */
export interface Spread {
  median: number
  least: number
  most: number
}

/** The runs of each row, in the order in which they took place. */
export type Results = ReadonlyMap<Row, readonly Outcome[]>

export function spreadOf(values: readonly number[]): Spread {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  return { median: quantile(values, 0.5), least, most }
}

/** The row of a contender, everybody posting to accounts of their own, with the best median rate. */
export function bestOf(results: Results, isMeant: (row: Row) => boolean): Row {
  const rows = [...results.keys()].filter((row) => row.spread === 'uniform' && isMeant(row))
  const [best] = rows.sort((a, b) => medianRate(results, b) - medianRate(results, a))
  if (!best) throw new Error('no such row was run')
  return best
}

/** Ours with nothing beside it: one process, no repeated keys, no projection; single credits or batches. */
export function isPlainOurs({ contender, processes, repeatedShare, isProjected, load }: Row) {
  const isPlain = !processes && !repeatedShare && !isProjected && 'inFlight' in load
  return contender === 'ours' && isPlain
}

/** Rates of one row divided by those of another, run by run: both ran on the machine as it was then. */
export function ratioOf(results: Results, over: Row, under: Row): Spread {
  const [above, below] = [outcomesOf(results, over), outcomesOf(results, under)]
  const pairs = Math.min(above.length, below.length)
  return spreadOf(
    Array.from({ length: pairs }, (_, run) => {
      return (above[run]?.creditsPerSecond ?? 0) / (below[run]?.creditsPerSecond ?? 0)
    }),
  )
}

/** All that was measured. */
export interface Measured {
  results: Results
  /** The rows whose rate is a share of the best one. */
  open: Results
  asOf: AsOf
  rank: RankFigures
}

/** What the benchmark says in a few figures. */
export function figuresOf({ results, open, asOf, rank }: Measured) {
  const best = bestOf(results, isPlainOurs)
  const naive = bestOf(results, ({ contender }) => contender === 'naive')
  const medici = bestOf(results, ({ contender }) => contender === 'medici')
  const openProjected = [...open.keys()].find(({ isProjected }) => isProjected)
  const full = outcomesOf(results, named.projected)
  return {
    vsNaive: ratioOf(results, best, naive),
    vsMedici: ratioOf(results, best, medici),
    vsCeiling: ratioOf(results, best, named.ceiling),
    hotVsUniform: ratioOf(results, named.hot, named.full),
    creditsPerSecond: spreadOf(full.map(({ creditsPerSecond }) => creditsPerSecond)),
    p99Ms: spreadOf(full.map(({ p99Ms }) => p99Ms)),
    p99AtSixtyPercentMs: spreadOf(
      (openProjected ? outcomesOf(open, openProjected) : []).map(({ p99Ms }) => p99Ms),
    ),
    repeatedKeysCost: costOf(ratioOf(results, named.repeated, named.full)),
    projectionCost: costOf(ratioOf(results, named.projected, named.full)),
    projectionBehindSeconds: spreadOf(full.map(({ behindSeconds = 0 }) => behindSeconds)),
    twoProcessesVsOne: ratioOf(results, named.two, named.full),
    smallerShare: spreadOf(outcomesOf(results, named.two).map(({ smallerShare }) => smallerShare)),
    auditEntriesPerSecond: spreadOf(
      outcomesOf(results, named.full).map(({ auditPerSecond = 0 }) => auditPerSecond),
    ),
    asOfP99Ms: single(Math.max(asOf.byTimeP99Ms, asOf.bySeqP99Ms)),
    rankP99Ms: single(rank.rankP99Ms),
    rankRebuildSeconds: single(rank.rebuildSeconds),
    writerMegabytes: spreadOf(full.map(({ megabytes }) => megabytes)),
  }
}

export type Figures = ReturnType<typeof figuresOf>

export function outcomesOf(results: Results, row: Row): readonly Outcome[] {
  return results.get(row) ?? []
}

function medianRate(results: Results, row: Row): number {
  return spreadOf(outcomesOf(results, row).map((each) => each.creditsPerSecond)).median
}

/** Half the rate is a cost of a half. */
function costOf({ median, least, most }: Spread): Spread {
  return { median: 1 - median, least: 1 - most, most: 1 - least }
}

function single(value: number): Spread {
  return { median: value, least: value, most: value }
}
