import { FetchRequest, JsonRpcProvider, Network } from 'ethers'
import { Failure } from '../domain/failure.ts'
import { answerOf } from './rpc-answer.ts'
import { failureOf, isExecutionFailure, rpcErrorOf } from './rpc-failures.ts'

/** One HTTP exchange with a node, for the metrics; `status` is 0 if no answer came. */
export interface RpcExchange {
  provider: 'chain'
  network: string
  status: number
  ms: number
}

export interface RpcOptions {
  network: string
  url: string
  /** Not checked if it is not known. */
  chainId?: number | undefined
  timeoutMs: number
  observe?: ((exchange: RpcExchange) => void) | undefined
}

/** A block by its hash (EIP-1898), or the newest. */
export type At = 'latest' | { blockHash: string; requireCanonical: true }

export interface Rpc {
  network: string
  /** The result of a JSON-RPC method, still to be parsed. Throws a `Failure` for whatever else comes back. */
  send(method: string, params: readonly unknown[]): Promise<unknown>
  /** What a contract answers (0x...), or undefined if it reverted or ran out of gas. */
  call(to: string, data: string, at: At, gas?: number): Promise<string | undefined>
}

/**
 * The connection to a network's node. Calls of one instant travel as one JSON-RPC batch. The chain id is checked before
 * the first call: a wrong one is `rule_misconfigured`, since its answers would be true of another chain.
 */
export function createRpc(options: RpcOptions): Rpc {
  const { network, chainId } = options
  const provider = providerOf(options)
  let isChecked = chainId === undefined

  async function ask(method: string, params: readonly unknown[]): Promise<unknown> {
    return (await provider.send(method, [...params])) as unknown
  }

  async function check(): Promise<void> {
    if (isChecked) return
    const found = await ask('eth_chainId', [])
    if (typeof found !== 'string' || !/^0x[\da-f]+$/i.test(found)) {
      throw new Failure('provider_changed', `${network}: eth_chainId is no number`)
    }
    if (Number(found) !== chainId) {
      const message = `${network}: the node serves chain ${Number(found)} instead of ${chainId}`
      throw new Failure('rule_misconfigured', message)
    }
    isChecked = true
  }

  async function send(method: string, params: readonly unknown[]): Promise<unknown> {
    try {
      await check()
      return await ask(method, params)
    } catch (error) {
      throw failureOf(network, method, error)
    }
  }

  return {
    network,
    send,
    async call(to, data, at, gas) {
      const transaction = { to, data, ...(gas && { gas: `0x${gas.toString(16)}` }) }
      try {
        await check()
        return dataOf(network, await ask('eth_call', [transaction, at]))
      } catch (error) {
        const found = rpcErrorOf(error)
        if (found && isExecutionFailure(found)) return undefined
        throw failureOf(network, 'eth_call', error)
      }
    },
  }
}

function providerOf({ network, url, chainId, timeoutMs, observe }: RpcOptions): JsonRpcProvider {
  const request = new FetchRequest(url)
  // The library's own exchange retries a 429 by itself, a dozen times, and leaves timed out connections open.
  request.getUrlFunc = async ({ body }) => {
    const started = performance.now()
    let status = 0
    try {
      const text = body ? new TextDecoder().decode(body) : ''
      const signal = AbortSignal.timeout(timeoutMs)
      const headers = { 'content-type': 'application/json' }
      const response = await fetch(url, { method: 'POST', headers, body: text, signal })
      status = response.status
      return answerOf(network, response, await response.text(), text.startsWith('['))
    } catch (cause) {
      if (cause instanceof Failure) throw cause
      throw new Failure('provider_unavailable', `${network}: the node did not answer`, { cause })
    } finally {
      observe?.({ provider: 'chain', network, status, ms: performance.now() - started })
    }
  }
  return new JsonRpcProvider(request, undefined, {
    staticNetwork: new Network(network, chainId ?? 0),
    batchStallTime: 0,
    batchMaxCount: 100,
    cacheTimeout: -1,
  })
}

function dataOf(network: string, result: unknown): string {
  if (typeof result === 'string' && /^0x[\da-f]*$/i.test(result) && result.length % 2 === 0) {
    return result
  }
  throw new Failure('provider_changed', `${network}: eth_call answered something that is no data`)
}
