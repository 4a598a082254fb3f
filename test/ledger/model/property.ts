import fc from 'fast-check'
import type { Place } from '../support.ts'
import { createRun } from './run.ts'
import { back, step } from './steps.ts'
import type { Back, Step } from './steps.ts'

/** So that most of what is asked for can be done. */
const start: Step = {
  sends: [
    { by: 0, action: { type: 'credit', to: 'ann', amount: 12n, lasts: 3 } },
    { by: 0, action: { type: 'credit', to: 'ann', amount: 12n, lasts: 6 } },
    { by: 0, action: { type: 'credit', to: 'bob', amount: 25n } },
    { by: 0, action: { type: 'credit', to: 'cat*', amount: 25n } },
  ],
}
/** Long enough for every hold to run out, and for all points to expire that may. */
const longAfter = { days: 30, by: 0 }
const steps = fc.array(step, { minLength: 1, maxLength: 10, size: 'max' })
const looks = fc.array(back, { minLength: 1, maxLength: 2 })

/** A run: what is done, and what is asked for at its end. */
export type Run = [steps: Step[], looks: Back[]]

/** Told of every run that is done. */
export interface Watch {
  onRun: () => void
  /** Answers whether anybody wants to know: one failure is enough to be shrunk. */
  onFailure: () => boolean
  isOver: () => boolean
}

/**
 * Whatever is done, in whatever order, on two ledgers over one database, comes to what the plain model comes to; at the end,
 * and when all has run out that can. Wants a database of its own: time goes on from run to run.
 */
export function modelProperty(place: Place, { onRun, onFailure, isOver }: Watch) {
  const clock = { day: 0 }
  let runs = 0

  return fc.asyncProperty<Run>(steps, looks, async (...drawn) => {
    if (isOver()) return
    try {
      await runAll(`run${runs++}`, drawn)
      onRun()
    } catch (error) {
      if (onFailure()) throw error
    }
  })

  async function runAll(name: string, [steps, looks]: Run): Promise<void> {
    const run = createRun(place, name, clock)
    for (const each of [start, ...steps]) await run.take(each)
    await run.look()
    await run.take(longAfter)
    await run.lookBack(looks)
  }
}
