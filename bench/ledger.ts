import { untilAskedToStop } from '../engines/stopping.ts'
import { measureAsOf } from './ledger/as-of.ts'
import { describeMachine, lineOf } from './ledger/machine.ts'
import { measureMemory } from './ledger/memory.ts'
import { parseOptions, usage } from './ledger/options.ts'
import type { Options } from './ledger/options.ts'
import type { Outcome } from './ledger/outcome.ts'
import { named, openRows, rows } from './ledger/plan.ts'
import type { Row } from './ledger/plan.ts'
import { measureRank } from './ledger/rank.ts'
import { runRow } from './ledger/run.ts'
import type { RunOptions } from './ledger/run.ts'
import { onSource } from './ledger/source.ts'
import { openStage } from './ledger/stage.ts'
import type { Stage } from './ledger/stage.ts'
import { bestOf, figuresOf, isPlainOurs, outcomesOf, spreadOf } from './ledger/summary.ts'
import { tableOf, tableOfFigures } from './ledger/table.ts'
import { rounded } from './statistics.ts'

// The ledger against one transaction per credit, against medici and against what mongod can take, all on one mongod in
// one run, taking turns. How to read it: bench/README.md.

const full = { runs: 5, fewer: 3, warmMs: 800, windowMs: 2200 }
const quick = { runs: 1, fewer: 1, warmMs: 300, windowMs: 700 }

const options = readOptions()
if (options === 'help') console.log(usage)
if (typeof options === 'object') await run(options)

function readOptions() {
  try {
    return parseOptions(process.argv.slice(2))
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
    process.exitCode = 2
    return undefined
  }
}

async function run(options: Options): Promise<void> {
  const stage = await openStage()
  // Asked to stop, it leaves nothing behind: the processes it started end with it.
  void untilAskedToStop().then(async () => {
    await stage.stop()
    process.exit(1)
  })
  try {
    const machine = await describeMachine(stage.client, stage.dir)
    console.log(lineOf(machine))
    const report = options.memoryMinutes
      ? await measureMemory(stage, options.memoryMinutes)
      : await measureAll(stage, options)
    if (options.json) console.log(JSON.stringify({ ...report, machine }))
  } finally {
    await stage.stop()
  }
}

async function measureAll(stage: Stage, { quick: isQuick }: Options) {
  const { runs, fewer, ...times } = isQuick ? quick : full
  console.error('the entries that the ceiling will write again')
  const results = await onSource(stage, times, (source) =>
    runAll(stage, rows, { ...times, source, runs, fewer }),
  )
  const best = spreadOf(outcomesOf(results, named.projected).map((run) => run.creditsPerSecond))
  const open = await runAll(stage, openRows(best.median), { ...times, source: '', runs, fewer })
  console.error('balances of the past')
  const asOf = await measureAsOf(stage, {
    accounts: isQuick ? 2 : 10,
    entries: 10_000,
    readings: isQuick ? 500 : 2000,
  })
  console.error('ranks')
  const rank = await stage.onDatabase((_, db) =>
    measureRank({ url: stage.url, db, ...(isQuick && { accounts: 100_000, questions: 1000 }) }),
  )
  const figures = figuresOf({ results, open, asOf, rank })
  console.log(`\n${tableOf(new Map([...results, ...open]))}\n\n${tableOfFigures(figures)}\n`)
  const { name, load } = bestOf(results, isPlainOurs)
  return { ...mediansOf(figures), best: { name, ...load }, rows: [...results, ...open].map(rowOf) }
}

/** Every row once, then every row again, and each time another row begins. */
async function runAll(
  stage: Stage,
  rows: readonly Row[],
  { runs, fewer, ...options }: RunOptions & { runs: number; fewer: number },
): Promise<Map<Row, Outcome[]>> {
  const results = new Map(rows.map((row) => [row, [] as Outcome[]]))
  for (let run = 0; run < runs; run += 1) {
    const first = Math.floor((run * rows.length) / runs)
    for (const row of [...rows.slice(first), ...rows.slice(0, first)]) {
      if (run >= fewer && !row.isFigure) continue
      const outcome = await runRow(stage, row, options)
      results.get(row)?.push(outcome)
      console.error(`${run + 1}/${runs} ${row.name}: ${Math.round(outcome.creditsPerSecond)}/s`)
    }
  }
  return results
}

function mediansOf(figures: ReturnType<typeof figuresOf>) {
  return Object.fromEntries(
    Object.entries(figures).map(([name, { median }]) => [name, rounded(median, 4)]),
  )
}

function rowOf([row, outcomes]: readonly [Row, readonly Outcome[]]) {
  return { ...row, outcomes }
}
