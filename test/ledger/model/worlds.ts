import { isDeepStrictEqual } from 'node:util'
import { modelOf } from './model.ts'
import type { Sent } from './sent.ts'
import { copyOf, newWorld } from './world.ts'
import type { Outcome, World } from './world.ts'

/** What comes of things that are done one after the other. */
interface Course {
  outcomes: readonly Outcome[]
  after: World
}

/**
 * The worlds that it can be, by all that was seen. Of things that are asked for at once any may have been done first, and
 * it can take a while until one sees which.
 */
export function createWorlds() {
  let worlds = [newWorld()]

  /** Keeps those in which these could be the outcomes. Says what would have been in one, if there is none. */
  function see(
    sent: readonly Sent[],
    outcomes: readonly Outcome[],
  ): readonly Outcome[] | undefined {
    const courses = worlds.flatMap((world) =>
      ordersOf(sent).map((order) => courseOf(world, sent, order)),
    )
    const seen = courses.filter((course) => isDeepStrictEqual(course.outcomes, outcomes))
    if (seen.length === 0) return courses[0]?.outcomes
    worlds = distinct(seen.map(({ after }) => after))
    return undefined
  }

  function pass(days: number): void {
    for (const world of worlds) modelOf(world).pass(days)
  }

  /** Keeps those that look like this. Says how one looks, if none does. */
  function look<T>(at: (world: World) => T, actual: T): T | undefined {
    const seen = worlds.filter((world) => isDeepStrictEqual(at(world), actual))
    const [world] = worlds
    if (seen.length === 0 && world) return at(world)
    worlds = seen
    return undefined
  }

  return { see, pass, look }
}

function courseOf(world: World, sent: readonly Sent[], order: readonly Sent[]): Course {
  const after = copyOf(world)
  const model = modelOf(after)
  const outcomes = new Map(order.map((each) => [each, model.apply(each.id, each.action)]))
  return { outcomes: sent.map((each) => outcomes.get(each) ?? []), after }
}

function ordersOf<T>(items: readonly T[]): (readonly T[])[] {
  if (items.length < 2) return [items]
  return items.flatMap((first, index) =>
    ordersOf(items.toSpliced(index, 1)).map((others) => [first, ...others]),
  )
}

function distinct(worlds: readonly World[]): World[] {
  return worlds.filter(
    (world, index) => worlds.findIndex((other) => isDeepStrictEqual(other, world)) === index,
  )
}
