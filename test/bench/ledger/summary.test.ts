import { expect, it } from '@jest/globals'
import type { Measured } from '../../../bench/ledger/job.ts'
import { together } from '../../../bench/ledger/outcome.ts'
import type { Outcome } from '../../../bench/ledger/outcome.ts'
import { named, openRows, rows } from '../../../bench/ledger/plan.ts'
import type { Row } from '../../../bench/ledger/plan.ts'
import { bestOf, figuresOf, isPlainOurs, ratioOf, spreadOf } from '../../../bench/ledger/summary.ts'
import { plain, tableOf, tableOfFigures } from '../../../bench/ledger/table.ts'

const reads = {
  asOf: { byTimeP99Ms: 4, bySeqP99Ms: 2, auditPerSecond: 1 },
  rank: {
    ...{ accounts: 10, rebuildSeconds: 5, rankP50Ms: 1, rankP99Ms: 2 },
    ...{ updatesPerSecond: 3, megabytes: 4 },
  },
}

it('a spread is the median between the least and the most', () => {
  expect(spreadOf([9, 1, 5])).toEqual({ median: 5, least: 1, most: 9 })
})

it('a ratio is taken run by run', () => {
  const results = new Map<Row, Outcome[]>([
    [named.hot, [30, 10, 40].map(at)],
    [named.full, [10, 10, 20].map(at)],
  ])
  expect(ratioOf(results, named.hot, named.full)).toEqual({ median: 2, least: 1, most: 3 })
})

it('the best of ours is one process that has nothing beside it', () => {
  const rates = new Map<Row, number>([
    [named.full, 100],
    [named.two, 900],
    [named.hot, 900],
    [named.repeated, 900],
    [named.projected, 900],
  ])
  expect(bestOf(resultsOf(rates), isPlainOurs)).toBe(named.full)
})

it('says each figure as a ratio within the run', () => {
  const figures = figuresOf({
    ...reads,
    results: resultsOf(
      new Map<Row, number>([
        [rowOf('naive', 64), 1000],
        [rowOf('medici', 32), 100],
        [named.ceiling, 25_000],
        [named.full, 20_000],
        [named.projected, 19_000],
        [named.repeated, 18_000],
        [named.hot, 30_000],
        [named.two, 16_000],
      ]),
    ),
    open: new Map(openRows(19_000).map((row) => [row, [at(11_400)]])),
  })
  expect(medians(figures)).toMatchObject({
    vsNaive: 20,
    vsMedici: 200,
    vsCeiling: 0.8,
    hotVsUniform: 1.5,
    creditsPerSecond: 19_000,
    repeatedKeysCost: 0.1,
    projectionCost: 0.05,
    twoProcessesVsOne: 0.8,
    ...{ asOfP99Ms: 4, rankP99Ms: 2, rankRebuildSeconds: 5 },
  })
})

it('every figure is made of rows that are run', () => {
  const results = resultsOf(new Map(rows.map((row) => [row, 100])))
  const open = new Map(openRows(100).map((row) => [row, [at(60)]]))
  const unknown = Object.entries(medians(figuresOf({ ...reads, results, open }))).filter(
    ([, value]) => !Number.isFinite(value),
  )
  expect(unknown).toEqual([])
  expect(rows.filter((row) => Object.values<Row>(named).includes(row))).toHaveLength(
    Object.keys(named).length,
  )
})

it('the rate of several processes is their sum, their latency the worst', () => {
  const both = together([
    { ...measured, creditsPerSecond: 300, p99Ms: 10, mongodCores: 0.5, megabytes: 90 },
    { ...measured, creditsPerSecond: 100, p99Ms: 70, mongodCores: 0.6, megabytes: 80 },
  ])
  expect(both).toMatchObject({
    ...{ creditsPerSecond: 400, smallerShare: 0.25, p99Ms: 70 },
    ...{ clientCores: 1, mongodCores: 0.6, megabytes: 90 },
  })
})

it.each([
  [12_345.6, '12,346'],
  [45.678, '45.68'],
  [0.12345, '0.123'],
  [NaN, '–'],
])('prints %d as %s', (value, text) => {
  expect(plain(value)).toBe(text)
})

it('prints a line for each row and each figure, as Markdown', () => {
  const results = resultsOf(new Map(rows.map((row) => [row, 100])))
  const open = new Map(openRows(100).map((row) => [row, [at(60)]]))
  const lines = tableOf(results).split('\n')
  expect(lines).toHaveLength(rows.length + 2)
  expect(new Set(lines.map((line) => line.length)).size).toBe(1)
  expect(tableOfFigures(figuresOf({ ...reads, results, open }))).toMatch(
    /\| `vsNaive` +\| 1 +\| >= 15 /,
  )
})

const measured: Measured = {
  ...{ creditsPerSecond: 0, p50Ms: 1, p99Ms: 2, credits: 0 },
  ...{ clientCores: 0.5, mongodCores: 0.5, megabytes: 100 },
}

function at(creditsPerSecond: number): Outcome {
  return { ...measured, creditsPerSecond, smallerShare: 1, auditPerSecond: 1, behindSeconds: 0 }
}

function resultsOf(rates: ReadonlyMap<Row, number>) {
  return new Map([...rates].map(([row, rate]) => [row, [at(rate), at(rate)]]))
}

function rowOf(contender: Row['contender'], inFlight: number): Row {
  return { name: contender, contender, spread: 'uniform', load: { inFlight } }
}

function medians(figures: ReturnType<typeof figuresOf>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(figures).map(([name, { median }]) => [name, Number(median.toFixed(6))]),
  )
}
