import { createHistogram } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import type { Load } from './job.ts'

/** Sends one call; returns how many credits it made durable, 0 when there is nothing left to send. */
export type Send = () => Promise<number>

/** Sends a call that was due at a time; whether there is more to send. */
type Timed = (dueAt: number) => Promise<boolean>

const tickMs = 1

/**
 * Puts a contender under load and keeps count. Rates are of what was answered between `begin` and `end`, latencies of
 * what was due between them, however late its answer came.
 */
export function createLoad(load: Load, send: Send) {
  const latencies = createHistogram({ lowest: 1, highest: 3_600_000_000, figures: 3 })
  const window = { from: Infinity, until: Infinity }
  const counted = { all: 0, inWindow: 0 }
  const until = () => window.until

  async function timed(dueAt: number): Promise<boolean> {
    const credits = await send()
    const now = performance.now()
    counted.all += credits
    if (now >= window.from && now < window.until) counted.inWindow += credits
    if (credits > 0 && dueAt >= window.from && dueAt < window.until) {
      latencies.record(Math.max(1, Math.round((now - dueAt) * 1000)))
    }
    return credits > 0
  }

  const drive =
    'inFlight' in load
      ? () => closedLoop(load.inFlight, timed, until)
      : () => openLoop(load.perSecond, timed, until)

  return {
    counted,
    /** Sends until the end and waits for every answer. Throws what a call throws. */
    drive,
    begin: () => void (window.from = performance.now()),
    end: () => void (window.until = performance.now()),
    latencyMs: (percentile: number) => latencies.percentile(percentile) / 1000,
  }
}

/** Each of so many callers sends its next call when its last one is answered. */
async function closedLoop(callers: number, timed: Timed, until: () => number): Promise<void> {
  async function call() {
    while (performance.now() < until() && (await timed(performance.now())));
  }
  await Promise.all(Array.from({ length: callers }, call))
}

/**
 * Calls are due by the clock, at even distances, whether or not earlier ones are answered. Each is timed from when it
 * was due: so a stall costs all that were due in it, and not only the one that met it.
 */
async function openLoop(perSecond: number, timed: Timed, until: () => number): Promise<void> {
  const pending = new Set<Promise<unknown>>()
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => {})
  const distance = 1000 / perSecond
  for (let due = performance.now(); due < until();) {
    const now = performance.now()
    for (; due <= now && due < until(); due += distance) {
      const answer: Promise<unknown> = timed(due)
        .catch(failed.reject)
        .finally(() => pending.delete(answer))
      pending.add(answer)
    }
    await Promise.race([delay(tickMs), failed.promise])
  }
  await Promise.race([Promise.all(pending), failed.promise])
}
