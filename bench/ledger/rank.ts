import { once } from 'node:events'
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { mongo } from 'mongoose'
import { accountId } from '../../src/ledger/account.ts'
import { prepareProjected, projectedOf } from '../../src/ledger/project.ts'
import { createRanking } from '../../src/ledger/ranking/ranking.ts'
import type { Ranking } from '../../src/ledger/ranking/ranking.ts'
import { quantile } from '../statistics.ts'
import type { UpdateJob } from './rank-updates.ts'

export interface RankOptions {
  /** Where the server is that `db` lies on: another thread writes there. */
  url: string
  /** Empty, and filled here. */
  db: mongo.Db
  /** @default 1000000 */
  accounts?: number
  /** @default 4000 */
  questions?: number
  /** Of accounts, while the board is loaded and while it is asked. @default 2000 */
  updatesPerSecond?: number
}

export interface RankFigures {
  accounts: number
  /** From the first question to its answer: all accounts read and put in order, while others are updated. */
  rebuildSeconds: number
  /** From a question that comes in behind whatever waits to its answer, while accounts are updated. */
  rankP50Ms: number
  rankP99Ms: number
  /** What was really written meanwhile. */
  updatesPerSecond: number
  /** Of the board, ids and all. */
  megabytes: number
}

const points = { org: 'org_bench', website: 'web_bench', currency: 'cur_bench' }
const checks = 20

/** Exact ranks among a million accounts that change. Throws if one of them is not what counting in MongoDB says. */
export async function measureRank({
  url,
  db,
  accounts: count = 1_000_000,
  questions = 4_000,
  updatesPerSecond = 2_000,
}: RankOptions): Promise<RankFigures> {
  await fill(db, count)
  const job = { url, database: db.databaseName, prefix, count, perSecond: updatesPerSecond }
  const updates = startUpdates(job)
  const leaving = new AbortController()
  const ranking = createRanking({ db, maxAccounts: count, onError: fail })
  const running = ranking.run(leaving.signal)
  try {
    const began = performance.now()
    await ranking.rank(accountAt(0))
    const rebuildSeconds = (performance.now() - began) / 1000
    const times = await ask(ranking, questions, count)
    const written = await updates.end()
    await check(db, ranking, count)
    return {
      accounts: count,
      rebuildSeconds,
      ...{ rankP50Ms: quantile(times, 0.5), rankP99Ms: quantile(times, 0.99) },
      updatesPerSecond: written,
      megabytes: ranking.size().bytes / 1e6,
    }
  } finally {
    await updates.end()
    leaving.abort()
    await running
  }
}

const prefix = accountId({ ...points, owner: 'usr_01M8BENCHMARKS' })

function accountAt(index: number): string {
  return prefix + String(index).padStart(12, '0')
}

function fail(error: unknown): never {
  throw error
}

/** Made by the server itself, which takes a tenth of the time of sending them. */
async function fill(db: mongo.Db, count: number): Promise<void> {
  const side = Math.ceil(Math.sqrt(count))
  const at = new Date()
  const number = { $add: [{ $multiply: ['$row', side] }, '$column'] }
  const digits = { $substrBytes: [{ $toString: { $add: [10n ** 12n, '$number'] } }, 1, 12] }
  const random = { $toLong: { $floor: { $multiply: [{ $rand: {} }, 1_000_000] } } }
  const made = db.aggregate([
    { $documents: [{}] },
    { $set: { row: { $range: [0, side] }, column: { $range: [0, side] } } },
    { $unwind: '$row' },
    { $unwind: '$column' },
    { $set: { number: { $toLong: number } } },
    { $match: { number: { $lt: count } } },
    {
      $project: {
        _id: { $concat: [prefix, digits] },
        ...literal({ ...points, type: 'user', held: 0n, seq: 1, updatedAt: at, since: at }),
        user: { $concat: ['usr_01M8BENCHMARKS', digits] },
        balance: random,
      },
    },
    { $out: 'accounts' },
  ])
  await made.toArray()
  await prepareProjected(projectedOf(db))
}

function literal(fields: Readonly<Record<string, unknown>>): mongo.Document {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, { $literal: value }]),
  )
}

function startUpdates(job: UpdateJob) {
  const worker = new Worker(new URL('./rank-updates.ts', import.meta.url), { workerData: job })
  const written = once(worker, 'message') as Promise<[number]>
  async function end(): Promise<number> {
    worker.postMessage('end')
    const [perSecond] = await written
    return perSecond
  }
  return { end }
}

/** One question about every millisecond, each behind whatever the process has to do just then. */
async function ask(ranking: Ranking, questions: number, count: number): Promise<number[]> {
  const times: number[] = []
  for (let index = -200; index < questions; index += 1) {
    const account = accountAt(Math.floor(Math.random() * count))
    await delay(1)
    const began = performance.now()
    await turn()
    const found = await ranking.rank(account)
    if (!found) throw new Error(`${account} has no rank`)
    if (index >= 0) times.push(performance.now() - began) // the first ones warm up
  }
  return times
}

/** Holds the ranks against counting the accounts that are ahead. */
async function check(db: mongo.Db, ranking: Ranking, count: number): Promise<void> {
  const accounts = projectedOf(db)
  const stopped = new Date()
  for (let left = checks; left > 0;) {
    const found = await ranking.rank(accountAt(Math.floor(Math.random() * count)))
    if (!found || found.asOf <= stopped) {
      await delay(50)
      continue
    }
    const { balance, since, account: _id } = found
    const ahead = await accounts.countDocuments({
      ...points,
      $or: [
        { balance: { $gt: balance } },
        { balance, since: { $lt: since } },
        { balance, since, _id: { $lt: _id } },
      ],
    })
    if (ahead + 1 !== found.rank)
      throw new Error(`${_id} is ranked ${found.rank}, not ${ahead + 1}`)
    left -= 1
  }
}
