import { Failure } from '../../domain/failure.ts'

export interface SeatsOptions {
  readersPerKey: number
  lingerMs: number
  /** Called when nobody has had a seat for that long. */
  onEmpty: () => void
}

/** How many read, by key, and that none has too many. */
export function createSeats({ readersPerKey, lingerMs, onEmpty }: SeatsOptions) {
  const readers = new Map<string, number>()
  let lingering: NodeJS.Timeout | undefined

  /** Gives back how to leave. Throws `too_many_requests`. */
  function take(key: string): () => void {
    const others = readers.get(key) ?? 0
    if (others >= readersPerKey) {
      const message = `this key reads ${others} streams already: close one of them`
      throw new Failure('too_many_requests', message, { retryAfterSeconds: 30 })
    }
    readers.set(key, others + 1)
    clearTimeout(lingering)
    return () => leave(key)
  }

  function leave(key: string): void {
    const left = (readers.get(key) ?? 1) - 1
    if (left > 0) readers.set(key, left)
    else readers.delete(key)
    if (readers.size === 0) lingering = setTimeout(onEmpty, lingerMs).unref()
  }

  return {
    take,
    taken: () => [...readers.values()].reduce((sum, each) => sum + each, 0),
    close: () => clearTimeout(lingering),
  }
}
