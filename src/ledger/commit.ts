import { randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { mongo } from 'mongoose'
import type { Failure } from '../domain/failure.ts'
import { stripeOf } from './account.ts'
import { prepare } from './collections.ts'
import type { Collections } from './collections.ts'
import type { StoredEntry } from './entry.ts'
import { findPostings } from './find.ts'
import { createFlight } from './flight.ts'
import type { Flight } from './flight.ts'
import { createHeads } from './heads.ts'
import { stripes } from './journal.ts'
import { areLatest } from './latest.ts'
import type { Order } from './order.ts'
import { isOutage, unavailable } from './outage.ts'
import { isWritten } from './posting.ts'
import { createRound } from './round.ts'
import type { Postings, Written } from './round.ts'
import { createTransactions, isLostRace } from './transaction.ts'
import { createTurns } from './turns.ts'
import type { AccountId, Posted } from './types.ts'

export interface CommitOptions {
  client: mongo.MongoClient
  collections: Collections
  floorOf: (account: AccountId) => bigint
  now: () => Date
  patienceMs: number
  /** Of how many accounts the heads are remembered. */
  cachedAccounts: number
}

export interface Committing {
  /** From now on another round may be planned on this one's outcome. */
  planned: Promise<void>
  /** An answer per order, in their order; all of it is durable. */
  answers: Promise<readonly (Posted | Failure)[]>
}

type Own = ReturnType<typeof createFlight>

const longestPauseMs = 100

/**
 * Commits rounds of orders, some at a time: while one is being committed the next is planned on what that one will have
 * written. Each is committed after the one before, and thrown away and planned again if that does not come as planned.
 */
export function createCommit(options: CommitOptions) {
  const { client, collections, floorOf, now, patienceMs, cachedAccounts } = options
  const heads = createHeads(collections, cachedAccounts)
  /** What rounds under way write, by key. */
  const underWay = new Map<string, readonly StoredEntry[]>()
  const transactions = createTransactions(client, collections)
  const turns = createTurns({ db: collections.db, onReturn: heads.forgetAll })
  let stripe = randomInt(stripes)
  let prepared: Promise<void> | undefined
  let last: Flight | undefined

  /**
   * Runs a round until it has won every race for a place in its accounts. It fails with `unavailable` when MongoDB
   * cannot be reached or the races go on for too long; then all of the round may be sent again.
   */
  function commit(orders: readonly Order[]): Committing {
    const own = createFlight(last)
    const answers = run(orders, own, last).finally(() => {
      for (const { key } of orders) underWay.delete(key)
      own.end()
    })
    last = own.flight
    return { planned: own.flight.planned, answers }
  }

  async function run(orders: readonly Order[], own: Own, before: Flight | undefined) {
    const deadline = performance.now() + patienceMs
    const written = new Set<string>()
    for (let losses = 0; ; losses++) {
      // Not within a turn: those that are waited for may need a turn themselves.
      await (losses === 0 ? before?.planned : before?.over)
      try {
        await ready()
        const answers = await inTurn(() =>
          attempt(orders, own, losses === 0 ? before : undefined, written),
        )
        if (answers) return answers
      } catch (error) {
        if (isLostRace(error)) turns.lose()
        if (!isLostRace(error) && !isOutage(error)) throw error
        if (performance.now() > deadline) throw unavailable(error)
        stripe = randomInt(stripes)
        await delay(Math.random() * Math.min(longestPauseMs, 2 ** losses))
      }
    }
  }

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    await turns.enter()
    try {
      return await work()
    } finally {
      turns.leave()
    }
  }

  /** Nothing, if the round before does not come as planned. `written` are the postings of earlier attempts. */
  async function attempt(
    orders: readonly Order[],
    own: Own,
    before: Flight | undefined,
    written: Set<string>,
  ) {
    const mine = stripe
    const accounts = accountsOf(orders, mine)
    try {
      const stored = await look(orders, accounts)
      // From here to the end of the plan nothing is awaited: it is made wholly before or after any other.
      while (!heads.has(accounts)) await heads.load(accounts)
      // Nobody has built on this one yet, so that it is only late.
      if (before?.isLost()) return undefined
      const { answers, planned } = plan(orders, stored, { stripe: mine, written })
      own.plan(before)
      if (await store(planned, before)) {
        own.hold()
        return answers
      }
    } catch (error) {
      lose(own)
      throw error
    }
    lose(own)
    return undefined
  }

  /** Loads what the round needs. */
  async function look(orders: readonly Order[], accounts: readonly AccountId[]) {
    const keys = orders.map(({ key }) => key)
    const [stored] = await Promise.all([findPostings(collections, keys), heads.load(accounts)])
    return stored
  }

  function plan(
    orders: readonly Order[],
    stored: ReadonlyMap<string, readonly StoredEntry[]>,
    { stripe, written }: { stripe: number; written: Set<string> },
  ) {
    const known: Postings = {
      get: (key) => underWay.get(key) ?? stored.get(key),
      set: (key, entries) => underWay.set(key, entries),
    }
    const round = createRound({ known, heads, floorOf, now: now(), stripe, written })
    const answers = orders.map((order) => round.apply(order))
    return { answers, planned: round.finish() }
  }

  async function store(planned: Written, before: Flight | undefined): Promise<boolean> {
    if (!(await areLatest(collections, planned.reliedOn))) {
      turns.lose()
      return false
    }
    if (planned.entries.length === 0) return before?.held ?? true
    const transaction = await transactions.begin(planned)
    try {
      if ((await before?.held) === false) return false
      await transaction.commit()
      return true
    } finally {
      await transaction.end()
    }
  }

  /**
   * Forgets what rounds under way were to leave behind, all of it: those planned on this one are lost with it, and nothing
   * of theirs may be built on. What is forgotten needlessly is read again, or loses a race.
   */
  function lose(own: Own): void {
    own.lose()
    heads.forgetAll()
    underWay.clear()
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

  return { commit, giveBack: turns.giveBack }
}

/** All accounts whose heads a round needs, those that sum it up among them; some more than once. */
function accountsOf(orders: readonly Order[], stripe: number): AccountId[] {
  const accounts: AccountId[] = []
  const currencies = new Set<string>()
  for (const order of orders) {
    for (const account of order.accounts) {
      if (isWritten({ account })) accounts.push(account.id)
      currencies.add(account.currency)
    }
  }
  for (const currency of currencies) accounts.push(stripeOf(currency, stripe))
  return accounts
}
