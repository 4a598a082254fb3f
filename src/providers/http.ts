import { Failure } from '../domain/failure.ts'
import { isObject, providerNames } from './answer.ts'
import type { ProviderName } from './answer.ts'
import { withinTime } from './deadline.ts'

/** One call that was made. `status` is 0 where no answer came; `ms` is how long it took, body included. */
export interface ProviderCall {
  provider: ProviderName
  status: number
  ms: number
}

export interface CallOptions {
  /** For the whole answer, not only its beginning; 10,000 unless told. */
  timeoutMs?: number | undefined
  /** The largest answer that is read, in bytes; 8 MB unless told. */
  maxBytes?: number | undefined
  observe?: ((call: ProviderCall) => void) | undefined
}

export interface FetchOptions extends CallOptions {
  provider: ProviderName
  fetch?: typeof fetch | undefined
}

export const defaultTimeoutMs = 10_000
export const defaultMaxBytes = 8_000_000

/**
 * A `fetch` for the vendors' SDKs that is bounded in time and size: what it answers has been read to the end.
 * Throws `provider_unavailable` if no whole answer came, `provider_changed` if it was too large.
 */
export function createFetch(
  options: FetchOptions,
): (url: string, init?: object) => Promise<Response> {
  const { provider, fetch = globalThis.fetch, timeoutMs = defaultTimeoutMs } = options
  const { maxBytes = defaultMaxBytes, observe } = options

  return async (url, init: RequestInit = {}) => {
    const began = performance.now()
    const limit = { ms: timeoutMs, failure: () => timedOut(provider), caller: init.signal }
    let status = 0
    try {
      return await withinTime(limit, async ({ signal }) => {
        const response = await fetch(url, { ...init, signal })
        const body = await readBody(response, provider, maxBytes)
        status = response.status
        return new Response(body.length > 0 ? body : null, response)
      })
    } catch (error) {
      throw brokenCall(provider, error)
    } finally {
      observe?.({ provider, status, ms: performance.now() - began })
    }
  }
}

async function readBody(response: Response, provider: ProviderName, maxBytes: number) {
  const chunks: Uint8Array[] = []
  let size = 0
  const stream: AsyncIterable<Uint8Array> | null = response.body
  if (stream === null) return Buffer.concat([])
  for await (const chunk of stream) {
    size += chunk.length
    if (size > maxBytes) throw tooLarge(provider, maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Names a call that brought no whole answer. */
export function brokenCall(provider: ProviderName, error: unknown): Failure {
  if (error instanceof Failure) return error
  if (isAbort(error)) return timedOut(provider)
  return new Failure('provider_unavailable', `${providerNames[provider]} did not answer`, {
    cause: error,
  })
}

export function timedOut(provider: ProviderName): Failure {
  return new Failure('provider_unavailable', `${providerNames[provider]} request timeout`)
}

export function tooLarge(provider: ProviderName, maxBytes: number): Failure {
  const message = `${providerNames[provider]} answered more than ${maxBytes} bytes`
  return new Failure('provider_changed', message)
}

// What aborts a fetch is a DOMException, which need not be an Error of this realm.
function isAbort(error: unknown): boolean {
  return isObject(error) && (error.name === 'TimeoutError' || error.name === 'AbortError')
}
