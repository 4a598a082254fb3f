import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { evaluateQuery } from '../src/domain/query/evaluate-query.ts'
import { queryBudget } from '../src/domain/query/limits.ts'
import { parseQuery } from '../src/domain/query/parse-query.ts'
import { valueOf } from '../src/domain/query/worth.ts'
import { harmlessQueries, largeEvents, nastyQueries } from '../test/domain/query/nasty.ts'
import { quantile, rounded } from './statistics.ts'

// The dearest expressions over the largest events: time and memory of the worst, and what a plain query costs.
// Times are of this thread's processor, cold (the first evaluation of its kind) and warm; memory is what one evaluation
// adds to the heap, garbage included.

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const rows = Object.entries({ ...nastyQueries, ...harmlessQueries }).flatMap(([name, text]) =>
  Object.entries(largeEvents).map(([kind, event]) => measured(`${name} / ${kind}`, text, [event])),
)
const plain = plainQuery()
const report = {
  pairs: rows.length,
  overBudget: rows.filter(({ code }) => code === 'too_costly').length,
  worstColdMs: Math.max(...rows.map(({ first }) => first)),
  p99ColdMs: quantile(
    rows.map(({ first }) => first),
    0.99,
  ),
  worstWarmMs: Math.max(...rows.map(({ again }) => again)),
  worstMegabytes: Math.max(...rows.map(({ megabytes }) => megabytes)),
  ...plain,
}
const dearest = rows.toSorted((a, b) => b.first - a.first)
const largest = rows.toSorted((a, b) => b.megabytes - a.megabytes)
console.table(dearest.slice(0, 8))
console.table(largest.slice(0, 5))
console.table(report)
if (process.argv.includes('--json')) console.log(JSON.stringify({ ...report, budget: queryBudget }))

function measured(name: string, text: string, data: Parameters<typeof evaluateQuery>[1]) {
  const query = parseQuery(text)
  const run = () => {
    const answer = evaluateQuery(query, data)
    return { answer, worth: valueOf(answer) }
  }
  collect()
  const before = process.memoryUsage().heapUsed
  const start = process.threadCpuUsage()
  const { answer } = run()
  const first = millisecondsSince(start)
  const megabytes = (process.memoryUsage().heapUsed - before) / 1e6
  const times = Array.from({ length: 3 }, () => {
    const start = process.threadCpuUsage()
    run()
    return millisecondsSince(start)
  })
  const code = answer.kind === 'fault' ? answer.code : 'found'
  return {
    name,
    code,
    ...answer.spent,
    first: rounded(first),
    again: rounded(quantile(times, 0.5)),
    megabytes: rounded(megabytes),
  }
}

function plainQuery() {
  const query = parseQuery('[].data.bet')
  const event = [{ category: 'dices', name: 'GameSession', data: { bet: 250 } }]
  const count = 200_000
  const start = process.threadCpuUsage()
  for (let index = 0; index < count; index++) valueOf(evaluateQuery(query, event))
  return { plainMicroseconds: rounded((millisecondsSince(start) / count) * 1000, 3) }
}

function millisecondsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(start)
  return (user + system) / 1000
}
