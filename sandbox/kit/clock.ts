/** The vendor's clock: runs with the machine's, from wherever the control door has put it. */
export function createClock() {
  let offset = 0

  return {
    /** Epoch milliseconds. */
    now: () => Date.now() + offset,
    set: (now: number) => void (offset = now - Date.now()),
    add: (milliseconds: number) => void (offset += milliseconds),
    reset: () => void (offset = 0),
  }
}

export type Clock = ReturnType<typeof createClock>
