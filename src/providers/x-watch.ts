import type { IncomingMessage } from 'node:http'
import type { ITwitterApiClientPlugin } from 'twitter-api-v2'
import { defaultMaxBytes, tooLarge } from './http.ts'
import type { CallOptions } from './http.ts'

/**
 * Accompanies one call of the SDK, which knows neither a base URL nor a limit of time or size: sends it to
 * `base` instead of X, ends it by `stop` or when it answers too much, and reports it.
 */
export function createWatch(base: URL, { maxBytes = defaultMaxBytes, observe }: CallOptions) {
  const began = performance.now()
  let status = 0

  function follow(answer: IncomingMessage, stop: AbortController): void {
    let size = 0
    answer.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > maxBytes) stop.abort(tooLarge('x', maxBytes))
    })
    answer.on('end', () => (status = answer.statusCode ?? 0))
  }

  return {
    pluginOf: (stop: AbortController): ITwitterApiClientPlugin => ({
      onBeforeRequestConfig({ params }) {
        // The SDK would remember the limit of every path it was ever asked.
        params.enableRateLimitSave = false
        params.requestEventDebugHandler = (event, data: { res: IncomingMessage }) => {
          if (event === 'response') follow(data.res, stop)
        }
      },
      onBeforeRequest({ computedParams: { url }, requestOptions }) {
        url.protocol = base.protocol
        url.host = base.host
        url.port = base.port
        url.pathname = base.pathname.replace(/\/$/, '') + url.pathname
        requestOptions.signal = stop.signal
      },
    }),

    end: () => observe?.({ provider: 'x', status, ms: performance.now() - began }),
  }
}
