import { hex } from './rpc.ts'
import type { RpcCall } from './rpc.ts'

interface Filter {
  fromBlock?: unknown
  toBlock?: unknown
  blockHash?: unknown
}

// Where a method's parameters name the block.
const blockParameter: Record<string, number> = {
  eth_call: 1,
  eth_estimateGas: 1,
  eth_getBalance: 1,
  eth_getCode: 1,
  eth_getTransactionCount: 1,
  eth_getStorageAt: 2,
  eth_getBlockByNumber: 0,
  eth_getBlockReceipts: 0,
  eth_getBlockTransactionCountByNumber: 0,
}

// How far behind the head each tag is, with epochs of two slots.
const lags: Record<string, number> = { latest: 0, pending: 0, safe: 2, finalized: 4 }

export function namesBlock({ method }: RpcCall): boolean {
  return Object.hasOwn(blockParameter, method)
}

export function isStateRead(call: RpcCall): boolean {
  return namesBlock(call) && !call.method.startsWith('eth_getBlock')
}

/** The number of the block a call asks about; the head where it names none, or names it by its hash. */
export function blockOf(call: RpcCall, head: number): number {
  return numberOf(call.params?.[blockParameter[call.method] ?? 0], head)
}

/** The same call about another block; one that names its block by hash stays as it is. */
export function atBlock(call: RpcCall, block: number): RpcCall {
  const params = [...(call.params ?? [])]
  const index = blockParameter[call.method] ?? 0
  if (typeof params[index] === 'object') return call
  params[index] = hex(block)
  return { ...call, params }
}

/** First and last block of an eth_getLogs; a block asked for by its hash is a range of one. */
export function rangeOf(call: RpcCall, head: number): [number, number] {
  const filter = filterOf(call)
  if (filter.blockHash !== undefined) return [head, head]
  return [numberOf(filter.fromBlock, head), numberOf(filter.toBlock, head)]
}

export function withRange(call: RpcCall, [from, to]: [number, number]): RpcCall {
  const filter = filterOf(call)
  if (filter.blockHash !== undefined) return call
  const range = { fromBlock: hex(from), toBlock: hex(to) }
  return { ...call, params: [{ ...filter, ...range }] }
}

function filterOf(call: RpcCall): Filter {
  return call.params?.[0] ?? {}
}

function numberOf(block: unknown, head: number): number {
  if (block === 'earliest') return 0
  if (typeof block !== 'string') return head
  const lag = lags[block]
  return lag === undefined ? Number(block) : head - lag
}
