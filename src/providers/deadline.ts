import type { Failure } from '../domain/failure.ts'

interface Limit {
  ms: number
  failure: () => Failure
  /** Whoever else may end the call. */
  caller?: AbortSignal | null | undefined
}

/**
 * Runs a call until it is done or its time is up, when it is told to stop by `stop` and fails at once, whether
 * it listens or not. Whatever `stop` is aborted with is what the call is to throw.
 */
export async function withinTime<T>(
  { ms, failure, caller }: Limit,
  run: (stop: AbortController) => Promise<T>,
): Promise<T> {
  const stop = new AbortController()
  const { promise: late, reject } = Promise.withResolvers<never>()
  const expire = () => {
    const reason = failure()
    reject(reason)
    stop.abort(reason)
  }
  const timer = setTimeout(expire, ms)
  caller?.addEventListener('abort', expire, { once: true })
  if (caller?.aborted) expire()
  try {
    return await Promise.race([late, run(stop)])
  } finally {
    clearTimeout(timer)
    caller?.removeEventListener('abort', expire)
  }
}
