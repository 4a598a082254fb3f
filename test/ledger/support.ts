import { randomUUID } from 'node:crypto'
import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import { Failure } from '../../src/domain/failure.ts'
import { accountId } from '../../src/ledger/account.ts'
import { auditLedger } from '../../src/ledger/audit.ts'
import { collectionsOf } from '../../src/ledger/collections.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import type { LedgerOptions } from '../../src/ledger/ledger.ts'
import { prepareProjected, project, projectedOf } from '../../src/ledger/project.ts'
import type { Posting } from '../../src/ledger/types.ts'

export interface Place {
  db: mongo.Db
  client: mongo.MongoClient
  url: string
  open: (options?: Partial<LedgerOptions>) => ReturnType<typeof createLedger>
  close: () => Promise<void>
}

/** A database of its own on the real engine, and ledgers on it. */
export async function openPlace(): Promise<Place> {
  const url = process.env.MONGO_URL
  if (!url) throw new Error('MONGO_URL must name a replica set')
  const client = await mongoose.mongo.MongoClient.connect(url)
  const db = client.db(`ledger-${randomUUID()}`)
  return {
    db,
    client,
    url,
    open: (options) => createLedger({ db, client, ...options }),
    async close() {
      await db.dropDatabase()
      await client.close()
    },
  }
}

export const points = { org: 'org_1', website: 'web_1', currency: 'cur_1' }
export const issuance = accountId({ ...points, owner: 'issuance' })

export function accountOf(user: string): string {
  return accountId({ ...points, owner: user })
}

/** Gives points to a user, or takes them where the amount is negative. */
export function reward(
  key: string,
  user: string,
  amount: bigint,
  more: Partial<Posting> = {},
): Posting {
  return {
    key,
    kind: amount < 0n ? 'withdrawal' : 'reward',
    legs: [
      { account: issuance, amount: -amount },
      { account: accountOf(user), amount },
    ],
    ...more,
  }
}

export function transfer(key: string, from: string, to: string, amount: bigint): Posting {
  const legs = [
    { account: accountOf(from), amount: -amount },
    { account: accountOf(to), amount },
  ]
  return { key, kind: 'transaction', legs }
}

/** What an action was refused with. Fails the test if it was not. */
export async function failureOf(action: Promise<unknown>): Promise<Failure> {
  try {
    await action
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('it was not refused')
}

export function pointersOf(failure: Failure): string[] {
  return (failure.errors ?? []).map(({ pointer }) => pointer)
}

export async function problemsOf({ db }: Place) {
  return (await auditLedger({ db })).problems
}

/** Brings the listing of accounts up to their entries, which the projection does by itself in the product. */
export async function catchUp({ db }: Place): Promise<void> {
  const accounts = projectedOf(db)
  await prepareProjected(accounts)
  await project(accounts, await collectionsOf(db).entries.find().sort({ seq: 1 }).toArray())
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

/** Takes turns. */
export function turn<T>(items: readonly [T, ...T[]], index: number): T {
  return items[index % items.length] ?? items[0]
}
