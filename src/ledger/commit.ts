import { randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { mongo } from 'mongoose'
import type { Failure } from '../domain/failure.ts'
import { currencyOf, stripeOf } from './account.ts'
import { prepare } from './collections.ts'
import type { Collections } from './collections.ts'
import { readHeads } from './heads.ts'
import { stripes } from './issuance.ts'
import { findPostings } from './find.ts'
import type { Order } from './order.ts'
import { isWritten } from './posting.ts'
import { isOutage, unavailable } from './outage.ts'
import { createRound } from './round.ts'
import { isLostRace, writeRound } from './transaction.ts'
import type { AccountId, Posted } from './types.ts'

export interface CommitOptions {
  client: mongo.MongoClient
  collections: Collections
  floorOf: (account: AccountId) => bigint
  now: () => Date
  patienceMs: number
}

const longestPauseMs = 100

/** Commits rounds of orders. What it returns is durable: an answer per order, in their order. */
export function createCommit({ client, collections, floorOf, now, patienceMs }: CommitOptions) {
  let prepared: Promise<void> | undefined

  /**
   * Runs a round until it has won every race for a place in its accounts. Throws `unavailable` when MongoDB
   * cannot be reached or the races go on for too long; then all of the round may be sent again.
   */
  return async function commit(orders: readonly Order[]): Promise<readonly (Posted | Failure)[]> {
    const deadline = performance.now() + patienceMs
    for (let losses = 0; ; losses++) {
      try {
        await ready()
        return await attempt(orders)
      } catch (error) {
        if (!isLostRace(error) && !isOutage(error)) throw error
        if (performance.now() > deadline) throw unavailable(error)
        await delay(Math.random() * Math.min(longestPauseMs, 2 ** losses))
      }
    }
  }

  async function attempt(orders: readonly Order[]): Promise<readonly (Posted | Failure)[]> {
    const stripe = randomInt(stripes)
    const accounts = accountsOf(orders, stripe)
    const keys = orders.map(({ key }) => key)
    const [known, heads] = await Promise.all([
      findPostings(collections, keys),
      readHeads(collections, accounts),
    ])
    const round = createRound({ known, heads, floorOf, now: now(), stripe })
    const answers = orders.map((order) => round.apply(order))
    const written = round.finish()
    if (written.entries.length > 0) await writeRound(client, collections, written)
    return answers
  }

  async function ready(): Promise<void> {
    prepared ??= prepare(collections)
    try {
      await prepared
    } catch (error) {
      prepared = undefined
      throw error
    }
  }
}

function accountsOf(orders: readonly Order[], stripe: number): AccountId[] {
  const touched = orders.flatMap(({ accounts }) => accounts)
  return [
    ...new Set(
      touched.map((account) =>
        isWritten({ account }) ? account : stripeOf(currencyOf(account), stripe),
      ),
    ),
  ]
}
