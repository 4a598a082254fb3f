export interface Recorded {
  /** When each key went down, in milliseconds. */
  presses: readonly number[]
  /** What Event Timing told of: a key is several events. */
  events: readonly { startTime: number; duration: number }[]
}

/** Event Timing rounds to 8 ms and tells nothing of what took less than 16. */
const silentMs = 8

/** How long it took to paint what each key did: the longest that any of its events waited for a paint. */
export function paintTimes({ presses, events }: Recorded): number[] {
  return presses.map((at, index) => {
    const next = presses[index + 1] ?? Infinity
    const own = events.filter(({ startTime }) => startTime >= at && startTime < next)
    return Math.max(silentMs, ...own.map(({ duration }) => duration))
  })
}

/** A script that records keys, and what Event Timing tells of them. */
export const inPage = `globalThis.benchKeys = (() => {
  const names = ['keydown', 'keypress', 'beforeinput', 'input']
  let presses = []
  let events = []
  addEventListener('keydown', ({ timeStamp }) => presses.push(timeStamp), true)
  new PerformanceObserver((list) => {
    for (const { name, startTime, duration } of list.getEntries()) {
      if (names.includes(name)) events.push({ startTime, duration })
    }
  }).observe({ type: 'event', durationThreshold: 16 })
  return {
    forget: () => ([presses, events] = [[], []]),
    recorded: () => ({ presses, events }),
  }
})()`
