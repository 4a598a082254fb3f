import { Failure } from '../domain/failure.ts'

/** How often in a second each key may ask for a route, by its operation's id. */
export type Rates = Readonly<Record<string, number>>

const mostKnown = 10_000

/**
 * Counts requests of each key for the routes that have a limit. Each process counts its own; what it knows is worth nothing
 * after a moment, and so none of it is stored.
 */
export function createRates(limits: Rates, now: () => number = () => performance.now()) {
  /** When each key has used up all it was due, in milliseconds. */
  const usedUntil = new Map<string, number>()

  /** Throws `too_many_requests`, which says when to come back. */
  function count(operationId: string, key: string): void {
    const perSecond = limits[operationId]
    if (perSecond === undefined) return
    const at = now()
    const each = 1000 / perSecond
    const name = `${operationId} ${key}`
    const used = Math.max(usedUntil.get(name) ?? at, at)
    // What is due within a second may be had at once.
    const waitMs = used - at - Math.max(0, 1000 - each)
    if (waitMs > 0) throw tooMany(waitMs / 1000)
    if (usedUntil.size >= mostKnown) usedUntil.clear()
    usedUntil.set(name, used + each)
  }

  return { count }
}

/** The words are Snag's. */
function tooMany(seconds: number): Failure {
  return new Failure('too_many_requests', 'Too many requests, please try again later.', {
    retryAfterSeconds: Math.ceil(seconds),
  })
}
