/** A round on its way, as the next one sees it. */
export interface Flight {
  /** Planned, or over. */
  planned: Promise<void>
  /** Whether it was written as it was planned first; only then what was planned on it holds, too. */
  held: Promise<boolean>
  /** Whether it is known by now that it was not: because it was lost itself, or one that it was planned on. */
  isLost: () => boolean
  /** Over, whatever came of it, and so is every round before it: one that gave up early may not hide one that goes on. */
  over: Promise<void>
}

export function createFlight(before?: Pick<Flight, 'over'>) {
  const planned = Promise.withResolvers<void>()
  const held = Promise.withResolvers<boolean>()
  const over = Promise.withResolvers<void>()
  let wasLost = false
  let wasHeld = false
  let base: Flight | undefined

  const flight: Flight = {
    planned: planned.promise,
    held: held.promise,
    isLost: () => wasLost || base?.isLost() === true,
    over: before ? Promise.all([over.promise, before.over]).then(() => {}) : over.promise,
  }

  function plan(on: Flight | undefined): void {
    base = on
    planned.resolve()
  }

  function hold(): void {
    base = undefined
    wasHeld = true
    held.resolve(true)
  }

  /** What was planned first does not come; what comes after it is another plan, that nobody may build on. */
  function lose(): void {
    base = undefined
    wasLost = true
    held.resolve(false)
  }

  /** Who ends before anything was written is lost like any other: who comes next must wait for those before, too. */
  function end(): void {
    if (!wasHeld) lose()
    planned.resolve()
    over.resolve()
  }

  return { flight, plan, hold, lose, end }
}
