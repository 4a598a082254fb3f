import { Failure } from '../domain/failure.ts'
import type { Block, Pin } from '../domain/pin.ts'
import { readBalances } from './chain-balances.ts'
import { blockAsOf, blockAt, confirmedBlock } from './chain-blocks.ts'
import type { Confirmation } from './chain-blocks.ts'
import { byHash } from './chain-reads.ts'
import { decimalsOf, isAcceptedBy } from './contract-calls.ts'
import type { BalanceAsk, Chain } from './index.ts'
import type { Reading } from './multicall.ts'
import { factsOf } from './networks.ts'
import { createRpc } from './rpc.ts'
import type { Rpc, RpcExchange } from './rpc.ts'
import { createStandards } from './token-standard.ts'

export interface ChainOptions {
  /** The JSON-RPC door of each network; one without is `rule_misconfigured`. */
  urls: Readonly<Record<string, string>>
  /** How deep a block must lie to be believed. @default 'finalized' for each */
  confirmations?: Readonly<Record<string, Confirmation>> | undefined
  /** @default 20_000 */
  timeoutMs?: number | undefined
  observe?: ((exchange: RpcExchange) => void) | undefined
}

/** Reads EVM networks through their nodes' JSON-RPC. Nothing is asked before the first question. */
export function createChain(options: ChainOptions): Chain {
  const { urls, confirmations = {}, timeoutMs = 20_000, observe } = options
  const rpcs = new Map<string, Rpc>()
  const places = new Map<string, number>()
  /** Epoch seconds of the newest confirmed block that was handed out, by network. */
  const confirmedTimes = new Map<string, number>()
  const standardOf = createStandards((network) => {
    return { rpc: rpcOf(network), multicall: factsOf(network).multicall }
  })

  function rpcOf(network: string): Rpc {
    const known = rpcs.get(network)
    if (known) return known
    const url = Object.hasOwn(urls, network) ? urls[network] : undefined
    if (!url) {
      throw new Failure('rule_misconfigured', `no RPC URL is configured for the network ${network}`)
    }
    const { chainId } = factsOf(network)
    const rpc = createRpc({ network, url, chainId, timeoutMs, observe })
    rpcs.set(network, rpc)
    return rpc
  }

  async function confirmed(network: string): Promise<Block> {
    const confirmation = Object.hasOwn(confirmations, network) ? confirmations[network] : undefined
    const block = await confirmedBlock(rpcOf(network), confirmation ?? 'finalized')
    remember(network, block)
    return block
  }

  function remember(network: string, { time }: Block): void {
    const seconds = Date.parse(time) / 1000
    confirmedTimes.set(network, Math.max(seconds, confirmedTimes.get(network) ?? 0))
  }

  async function balancesAt(network: string, asks: readonly BalanceAsk[], block: Block) {
    const rpc = rpcOf(network)
    remember(network, block)
    const { multicall } = factsOf(network)
    const reading = { multicall, at: byHash(block.hash) }
    try {
      return await readBalances(rpc, asks, reading, standardOf)
    } catch (error) {
      // Asked for a block it does not know, a node says anything from "not found" to "invalid".
      const now = await blockAt(rpc, block.number).catch(() => undefined)
      if (!now || now.hash === block.hash) throw error
      const message = `${network}: block ${block.number} is no longer ${block.hash}`
      throw new Failure('reading_gone', message, { cause: error })
    }
  }

  return {
    confirmed: (networks) => pinOf(networks, confirmed),

    asOf: (networks, time) =>
      pinOf(networks, async (network) => blockAsOf(rpcOf(network), await confirmed(network), time)),

    balances: (asks, pin) =>
      byNetwork(asks, (network, own) => balancesAt(network, own, pinned(pin, network))),

    latestBalances: (asks) =>
      byNetwork(asks, (network, own) => {
        const { multicall } = factsOf(network)
        const notBefore = confirmedTimes.get(network) ?? 0
        const reading: Reading = { multicall, at: 'latest', notBefore }
        return readBalances(rpcOf(network), own, reading, standardOf)
      }),

    async decimals(network, token) {
      const key = `${network}:${token.toLowerCase()}`
      const known = places.get(key)
      if (known !== undefined) return known
      const decimals = await decimalsOf(rpcOf(network), token)
      places.set(key, decimals)
      return decimals
    },

    acceptsSignature: async (network, wallet, message, signature) =>
      isAcceptedBy(rpcOf(network), wallet, message, signature),
  }
}

async function pinOf(
  networks: readonly string[],
  blockOf: (network: string) => Promise<Block>,
): Promise<Pin> {
  const blocks = [...new Set(networks)].map(async (network): Promise<[string, Block]> => {
    return [network, await blockOf(network)]
  })
  return Object.fromEntries(await Promise.all(blocks))
}

function pinned(pin: Pin, network: string): Block {
  const block = Object.hasOwn(pin, network) ? pin[network] : undefined
  if (block) return block
  throw new Failure('rule_misconfigured', `the window was pinned without the network ${network}`)
}

/** Asks each network for its own, all at once, and puts the answers back in order. */
async function byNetwork(
  asks: readonly BalanceAsk[],
  read: (network: string, own: readonly BalanceAsk[]) => Promise<(bigint | Failure)[]>,
): Promise<(bigint | Failure)[]> {
  const groups = Map.groupBy(asks.keys(), (index) => asks[index]?.network ?? '')
  const balances = new Array<bigint | Failure>(asks.length)
  const reads = [...groups].map(async ([network, indices]) => {
    const found = await read(
      network,
      indices.flatMap((index) => asks[index] ?? []),
    )
    indices.forEach((index, position) => {
      balances[index] = found[position] ?? new Failure('provider_changed', 'a balance is missing')
    })
  })
  await Promise.all(reads)
  return balances
}
