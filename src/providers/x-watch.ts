import type { IncomingMessage } from 'node:http'
import type { ITwitterApiClientPlugin } from 'twitter-api-v2'
import type { Failure } from '../domain/failure.ts'
import { brokenCall, defaultMaxBytes, defaultTimeoutMs, timedOut, tooLarge } from './http.ts'
import type { CallOptions } from './http.ts'

/**
 * Accompanies one call of the SDK, which knows neither a base URL nor a limit of time or size: sends it to
 * `base` instead of X, ends it when it takes too long or answers too much, and reports it.
 */
export function createWatch(base: URL, options: CallOptions) {
  const { timeoutMs = defaultTimeoutMs, maxBytes = defaultMaxBytes, observe } = options
  const began = performance.now()
  const timeout = AbortSignal.timeout(timeoutMs)
  const excess = new AbortController()
  let status = 0

  function follow(answer: IncomingMessage): void {
    let size = 0
    answer.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > maxBytes) excess.abort()
    })
    answer.on('end', () => (status = answer.statusCode ?? 0))
  }

  const plugin: ITwitterApiClientPlugin = {
    onBeforeRequestConfig({ params }) {
      // The SDK would remember the limit of every path it was ever asked.
      params.enableRateLimitSave = false
      params.requestEventDebugHandler = (event, data: { res: IncomingMessage }) => {
        if (event === 'response') follow(data.res)
      }
    },
    onBeforeRequest({ computedParams: { url }, requestOptions }) {
      url.protocol = base.protocol
      url.host = base.host
      url.port = base.port
      url.pathname = base.pathname.replace(/\/$/, '') + url.pathname
      requestOptions.signal = AbortSignal.any([timeout, excess.signal])
    },
  }

  return {
    plugin,
    /** Aborted once the answer is too large, even if all of it came at once. */
    excess: excess.signal,
    failureOf(error: unknown): Failure {
      if (excess.signal.aborted) return tooLarge('x', maxBytes)
      return timeout.aborted ? timedOut('x') : brokenCall('x', error)
    },
    end: () => observe?.({ provider: 'x', status, ms: performance.now() - began }),
  }
}
