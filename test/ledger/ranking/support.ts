import { randomUUID } from 'node:crypto'
import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import { accountId, ownerOf } from '../../../src/ledger/account.ts'
import { createRanking } from '../../../src/ledger/ranking/ranking.ts'
import type { Ranking, RankingOptions } from '../../../src/ledger/ranking/ranking.ts'
import type { AccountRecord } from '../../../src/ledger/records.ts'
import { eventually } from '../../support/eventually.ts'
import { mongoUrl } from '../../support/mongo.ts'
import { naiveOrder } from './naive.ts'

export const points = { org: 'org_1', website: 'web_1', currency: 'cur_1' }

/** A record as the ledger's projection writes it. */
export type Written = AccountRecord & { since: Date }

export interface Programme {
  db: mongo.Db
  /** By this name fail points find the client. */
  appName: string
  accounts: mongo.Collection<Written>
  errors: unknown[]
  /** Starts a ranking, as a process would that was just started. */
  follow(options?: Partial<RankingOptions>): Ranking
  stopFollowing(): Promise<void>
  close(): Promise<void>
}

/** A database of its own on the real engine, with the index that the projection makes. */
export async function openProgramme(): Promise<Programme> {
  const appName = `ranking-${randomUUID()}`
  const client = await mongoose.mongo.MongoClient.connect(mongoUrl(), { appName })
  const db = client.db(appName)
  const accounts = db.collection<Written>('accounts', { useBigInt64: true })
  await accounts.createIndex({ org: 1, website: 1, currency: 1, balance: -1, since: 1, _id: 1 })
  const errors: unknown[] = []
  let following: { stopping: AbortController; running: Promise<void> }[] = []

  async function stopFollowing() {
    for (const { stopping } of following) stopping.abort()
    await Promise.all(following.map(({ running }) => running))
    following = []
  }

  return {
    ...{ db, appName, accounts, errors, stopFollowing },
    follow(options) {
      const ranking = createRanking({ db, onError: (error) => errors.push(error), ...options })
      const stopping = new AbortController()
      following.push({ stopping, running: ranking.run(stopping.signal) })
      return ranking
    },
    async close() {
      await stopFollowing()
      await db.dropDatabase()
      await client.close()
    },
  }
}

export function accountOf(user: string, place = points): string {
  return accountId({ ...place, owner: ownerOf(user) })
}

export function recordOf(user: string, balance: bigint, since: number, place = points): Written {
  const at = new Date(since)
  return {
    ...{ _id: accountOf(user, place), ...place, type: 'user', user },
    ...{ balance, held: 0n, seq: 1, updatedAt: at, since: at },
  }
}

/** What `accounts` holds, in order, from the collection alone. */
export async function expectedOrder({ accounts }: Programme): Promise<string[]> {
  const records = await accounts.find({ ...points, user: { $ne: null } }).toArray()
  return naiveOrder(
    new Map(
      records.map(({ _id, balance, since }) => [
        _id,
        { balance, since: since?.getTime() ?? -Infinity },
      ]),
    ),
  )
}

export async function rankedOrder(ranking: Ranking): Promise<string[]> {
  const top = await ranking.top(points, { limit: 1_000_000 })
  return (top?.places ?? []).map(({ account }) => account)
}

/** How often a board is loaded while something is done. */
export async function loadsDuring({ db }: Programme, action: () => Promise<void>): Promise<number> {
  await db.command({ profile: 2 })
  await action()
  await db.command({ profile: 0 })
  return db
    .collection('system.profile')
    .countDocuments({ 'command.find': 'accounts', 'command.sort.balance': -1 })
}

/** Waits until a ranking is what the collection says. */
export async function caughtUp(programme: Programme, ranking: Ranking): Promise<void> {
  const expected = JSON.stringify(await expectedOrder(programme))
  await eventually(async () => JSON.stringify(await rankedOrder(ranking)) === expected)
}
