import { deepStrictEqual } from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { collectionsOf } from '../../src/ledger/collections.ts'
import { project, projectedOf } from '../../src/ledger/project.ts'
import type { Ledger } from '../../src/ledger/types.ts'
import { accountIn, capIn, dateOf, dayOf, outcomeOf, step } from './model-actions.ts'
import type { Step } from './model-actions.ts'
import { modelOf, newWorld, users } from './model.ts'
import type { Action, Outcome, World } from './model.ts'
import { turn } from './support.ts'
import type { Place } from './support.ts'

/** Long enough for every hold to run out, and for all points to expire that may. */
const longAfter = 30

/**
 * Whatever is done, in whatever order, on two ledgers over one database, comes to what the plain model comes to. Of two
 * things that are done at once it may be either that came first, so that there may be several worlds that it can be.
 */
export function modelProperty(place: Place, onRun: () => void = () => {}) {
  const clock = { day: 0 }
  const now = () => dateOf(clock.day)
  const ledgers = [place.open({ now }), place.open({ now })] as const
  let runs = 0

  return fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 20 }), async (steps) => {
    clock.day = 0
    const run = createRun(place, ledgers, `run${runs++}`, clock)
    for (const each of steps) await run.take(each)
    await run.compare()
    await run.take({ days: longAfter })
    await run.compare()
    await run.forget()
    onRun()
  })
}

function createRun(
  place: Place,
  ledgers: readonly [Ledger, Ledger],
  world: string,
  clock: { day: number },
) {
  const actions: Action[] = []
  let possible = [newWorld()]
  let turns = 0

  async function take(step: Step): Promise<void> {
    if ('days' in step) return pass(step.days)
    if ('action' in step) return one(actions.push(step.action) - 1)
    if ('both' in step) {
      const id = actions.push(...step.both) - 2
      return both(id, id + 1)
    }
    if ('twice' in step) {
      const id = actions.push(step.twice) - 1
      return both(id, id)
    }
    if (actions.length > 0) await one(step.again % actions.length)
  }

  async function one(id: number): Promise<void> {
    const outcome = await send(id)
    settle([outcome], (model) => [[apply(model, id)]])
  }

  async function both(first: number, second: number): Promise<void> {
    const outcomes = await Promise.all([send(first), send(second)])
    settle(outcomes, (model) => {
      const other = structuredClone(model)
      const [b, a] = [apply(other, second), apply(other, first)]
      return [
        [apply(model, first), apply(model, second)],
        [a, b, other],
      ]
    })
  }

  function send(id: number): Promise<Outcome> {
    const action = actionOf(id)
    return outcomeOf(turn(ledgers, turns++), { world, day: clock.day }, id, action)
  }

  function apply(model: World, id: number): Outcome {
    return modelOf(model).apply(id, actionOf(id))
  }

  /** Keeps the worlds in which this could have been the outcome. */
  function settle(
    actual: readonly Outcome[],
    expected: (model: World) => readonly (readonly (Outcome | World)[])[],
  ): void {
    const courses = possible.flatMap((model) =>
      expected(model).map(([...course]) => {
        const outcomes = course.splice(0, actual.length)
        return { outcomes, model: (course[0] as World | undefined) ?? model }
      }),
    )
    const seen = courses.filter(({ outcomes }) => isSame(outcomes, actual))
    if (seen.length === 0) deepStrictEqual(actual, courses[0]?.outcomes, doing())
    possible = distinct(seen.map(({ model }) => model))
  }

  function doing(): string {
    return `${world}: ${actions.map((action, id) => `${id} ${textOf(action)}`).join('; ')}`
  }

  async function pass(days: number): Promise<void> {
    clock.day += days
    const at = dateOf(clock.day)
    const ledger = turn(ledgers, turns++)
    await ledger.expireHolds(at)
    await project(projectedOf(place.db), await entries())
    await ledger.expirePoints(at)
    for (const model of possible) modelOf(model).pass(days)
  }

  function entries() {
    const [from, until] = [accountIn(world, 'a'), accountIn(world, 'z')]
    return collectionsOf(place.db)
      .entries.find({ account: { $gte: from, $lt: until } })
      .sort({ account: 1, seq: 1 })
      .toArray()
  }

  async function compare(): Promise<void> {
    const [ledger] = ledgers
    const actual = await Promise.all(
      users.map(async (user) => {
        const account = accountIn(world, user)
        const [{ balance, held }, cap, expiring] = await Promise.all([
          ledger.balance(account),
          ledger.balance(capIn(world, user)),
          ledger.expiring(account),
        ])
        const lots = expiring.map(({ expiresAt, amount }) => ({ day: dayOf(expiresAt), amount }))
        return { balance, held, counted: cap.balance, lots, pending: await pendingOf(account) }
      }),
    )
    possible = possible.filter((model) => isSame(standingOf(model), actual))
    if (possible.length === 0) throw new Error(`${doing()} came to ${textOf(actual)}`)
  }

  async function pendingOf(account: string): Promise<bigint> {
    const pending = await ledgers[1].pending(account)
    return pending.reduce((sum, { amount }) => sum + amount, 0n)
  }

  /** So that the next run's days are not this one's. */
  async function forget(): Promise<void> {
    const filter = { _id: { $gte: accountIn(world, 'a'), $lt: accountIn(world, 'z') } }
    await projectedOf(place.db).deleteMany(filter)
  }

  function actionOf(id: number): Action {
    const action = actions[id]
    if (!action) throw new Error(`there is no action ${id}`)
    return action
  }

  return { take, compare, forget }
}

function standingOf({ accounts, moved }: World) {
  return users.map((user) => {
    const pending = [...moved.values()].flatMap(({ pendsUntil, legs }) =>
      pendsUntil === undefined ? [] : legs.filter((leg) => leg.user === user && leg.amount > 0n),
    )
    return {
      ...accounts[user],
      pending: pending.reduce((sum, { amount, done }) => sum + amount - done, 0n),
    }
  })
}

function distinct(worlds: readonly World[]): World[] {
  return worlds.filter(
    (world, index) => worlds.findIndex((other) => isSame(other, world)) === index,
  )
}

function isSame(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a, b)
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each))
}
