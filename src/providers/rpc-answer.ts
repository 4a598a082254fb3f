import type { GetUrlResponse } from 'ethers'
import { Failure } from '../domain/failure.ts'
import { jsonOf } from './answer.ts'
import { retryAfterOf } from './limits.ts'
import { rpcErrorOf, rpcFailure } from './rpc-failures.ts'

/** What a node answered over HTTP, as the library takes it. Throws a `Failure` for what is no answer of JSON-RPC. */
export function answerOf(
  network: string,
  response: Response,
  text: string,
  isBatch: boolean,
): GetUrlResponse {
  const { status } = response
  if (status === 429) {
    throw new Failure('provider_limited', `${network}: the node limits our calls`, {
      retryAfterSeconds: retryAfterOf(response.headers),
    })
  }
  // A web page, half an answer or none says nothing about the chain.
  const body = jsonOf(text)
  if (status >= 500 || typeof body !== 'object' || body === null) {
    throw new Failure(
      'provider_unavailable',
      `${network}: the node answered ${status} with no result`,
    )
  }
  const whole = Array.isArray(body) ? undefined : rpcErrorOf(body)
  if (!response.ok && !Array.isArray(body) && !whole) {
    throw new Failure('provider_refused', `${network}: the node answered ${status}`)
  }
  if (!Array.isArray(body) && !whole && !('result' in body)) {
    throw new Failure('provider_changed', `${network}: the answer is none of JSON-RPC`)
  }
  // Some nodes refuse a batch as a whole, which leaves each of its calls without an answer.
  if (whole && isBatch) throw rpcFailure(network, 'a batch', whole)
  return { statusCode: 200, statusMessage: 'OK', headers: {}, body: new TextEncoder().encode(text) }
}
