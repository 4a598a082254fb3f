import { rounded } from '../statistics.ts'
import type { Outcome } from './outcome.ts'
import type { Row } from './plan.ts'
import { spreadOf } from './summary.ts'
import type { Figures, Results, Spread } from './summary.ts'

/** What is aimed at, as it stands in the text; a figure without it is for information. */
const aims: Partial<Record<keyof Figures, string>> = {
  vsNaive: '>= 15',
  vsMedici: '>= 100',
  vsCeiling: '>= 0.8',
  hotVsUniform: '>= 1',
  creditsPerSecond: '>= 20,000',
  p99AtSixtyPercentMs: '<= 50',
  repeatedKeysCost: '<= 0.1',
  projectionCost: '<= 0.05',
  projectionBehindSeconds: '<= 1',
  twoProcessesVsOne: '>= 0.6',
  smallerShare: '>= 0.25',
  auditEntriesPerSecond: '>= 100,000',
  asOfP99Ms: '<= 5',
  rankP99Ms: '<= 2',
  rankRebuildSeconds: '<= 10',
}

const rowHeads = [
  '',
  'accounts',
  'sent',
  'credits/s',
  'p50 / p99 ms',
  'client / mongod cores',
  'MB',
]

/** All rows as a Markdown table, medians with the least and the most. */
export function tableOf(results: Results): string {
  return markdown([rowHeads, ...[...results].map(([row, outcomes]) => cellsOf(row, outcomes))])
}

export function tableOfFigures(figures: Figures): string {
  const lines = Object.entries(figures).map(([name, spread]) => {
    return [`\`${name}\``, withSpread(spread), aims[name as keyof Figures] ?? '']
  })
  return markdown([['figure', 'printed', 'aimed at'], ...lines])
}

/** Three places for what is small, thousands apart for what is large. */
export function plain(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const digits = Math.abs(value) < 1 ? 3 : Math.abs(value) < 100 ? 2 : 0
  return rounded(value, digits).toLocaleString('en-US', { maximumFractionDigits: digits })
}

function cellsOf(row: Row, outcomes: readonly Outcome[]): string[] {
  function median(pick: (outcome: Outcome) => number) {
    return plain(spreadOf(outcomes.map(pick)).median)
  }
  return [
    row.name,
    { uniform: '10,000', hot: '1', new: 'ever new' }[row.spread],
    sentBy(row),
    withSpread(spreadOf(outcomes.map(({ creditsPerSecond }) => creditsPerSecond))),
    `${median(({ p50Ms }) => p50Ms)} / ${median(({ p99Ms }) => p99Ms)}`,
    `${median(({ clientCores }) => clientCores)} / ${median(({ mongodCores }) => mongodCores)}`,
    median(({ megabytes }) => megabytes),
  ]
}

function sentBy({ load, processes = 1 }: Row): string {
  if ('perSecond' in load) return `${plain(load.perSecond)} a second`
  return processes === 1
    ? `${load.inFlight} in flight`
    : `${processes} x ${load.inFlight / processes} in flight`
}

function withSpread({ median, least, most }: Spread): string {
  const isOne = least === most
  return isOne ? plain(median) : `${plain(median)} [${plain(least)}..${plain(most)}]`
}

function markdown(lines: readonly (readonly string[])[]): string {
  const [heads = []] = lines
  const widths = heads.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  )
  const [first, ...rest] = lines.map((line) => {
    return `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  })
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`
  return [first, rule, ...rest].join('\n')
}
