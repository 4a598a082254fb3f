import { deepStrictEqual } from 'node:assert/strict'
import { Failure } from '../../../src/domain/failure.ts'
import { ownerTypeOf } from '../../../src/ledger/account.ts'
import { collectionsOf } from '../../../src/ledger/collections.ts'
import { project, projectedOf } from '../../../src/ledger/project.ts'
import type { Posted } from '../../../src/ledger/types.ts'
import type { Place } from '../support.ts'
import { turn } from '../support.ts'
import { createAnswers } from './answers.ts'
import { dateOf } from './days.ts'
import { historyIn, historyOf } from './history.ts'
import { namesIn } from './names.ts'
import { send } from './send.ts'
import { createSending } from './sent.ts'
import type { Sent } from './sent.ts'
import { standingIn, standingOf } from './standing.ts'
import type { Back, Passing, Step } from './steps.ts'
import type { Outcome, World } from './world.ts'
import { floorOf, purses } from './world.ts'
import { createWorlds } from './worlds.ts'

/** The day it is, in all runs on one database: it never goes back. */
export interface Clock {
  day: number
}

/** A run of steps on two new ledgers, with accounts of its own. Every step throws if it comes to what the model does not. */
export function createRun(place: Place, name: string, clock: Clock) {
  const names = namesIn(name)
  const options = {
    now: () => dateOf(clock.day),
    floorOf: (account: string) => (account === names.accountOf('cat') ? floorOf('cat') : 0n),
  }
  const ledgers = [place.open(options), place.open(options)] as const
  const began = clock.day
  const ended: number[] = []
  const sending = createSending()
  const worlds = createWorlds()
  const hear = createAnswers()

  async function take(step: Step): Promise<void> {
    if ('days' in step) return pass(step)
    const sent = step.sends.flatMap((each) => sending.next(each) ?? [])
    const outcomes = await Promise.all(sent.map(outcomeOf))
    const expected = worlds.see(sent, outcomes)
    if (expected) deepStrictEqual(outcomes, expected, `${name}: ${text(sent)}`)
  }

  async function outcomeOf(sent: Sent): Promise<Outcome> {
    try {
      return amountsIn(await send(turn(ledgers, sent.by), names, clock.day, sent))
    } catch (error) {
      if (error instanceof Failure) return error.code
      throw error
    }
  }

  function amountsIn(posted: Posted | undefined): Outcome {
    // The closing of an account answers nothing, and is an entry of nothing.
    if (!posted) return [0n]
    hear(posted)
    const ours = posted.entries.filter(({ account }) => ownerTypeOf(account) === 'user')
    return ours.map(({ amount }) => amount)
  }

  /** Lets one of the ledgers do what it does by itself. */
  async function pass({ days, by }: Passing): Promise<void> {
    ended.push(clock.day - began)
    clock.day += days
    const at = dateOf(clock.day)
    const ledger = turn(ledgers, by)
    await ledger.expireHolds(at)
    const accounts = purses.map(names.accountOf)
    const entries = collectionsOf(place.db).entries.find({ account: { $in: accounts } })
    await project(projectedOf(place.db), await entries.sort({ account: 1, seq: 1 }).toArray())
    await ledger.expirePoints(at)
    worlds.pass(days)
  }

  /** Compares where the accounts stand. */
  async function look(): Promise<void> {
    same(await standingIn(ledgers[0], names, began), standingOf)
  }

  /** Compares how accounts came to where they are, and how they stood when a day was over. */
  async function lookBack(back: readonly Back[]): Promise<void> {
    const asked = back.map(({ name, days }) => ({ name, day: turn([0, ...ended], days) }))
    const actual = await Promise.all(asked.map((each) => historyIn(ledgers[1], names, began, each)))
    same(actual, (world) => asked.map((each) => historyOf(world, each)))
  }

  function same<T>(actual: T, at: (world: World) => T): void {
    const expected = worlds.look(at, actual)
    if (expected) deepStrictEqual(actual, expected, name)
  }

  return { take, look, lookBack }
}

function text(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each))
}
