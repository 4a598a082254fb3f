import type { Bend } from './bend.ts'
import { atBlock, blockOf, isStateRead, namesBlock, rangeOf, withRange } from './blocks.ts'
import { hex, refusal } from './rpc.ts'
import type { Outcome, RpcCall } from './rpc.ts'

/** A node that has not seen the newest blocks: it says so only when it is asked about one of them. */
export function behind(blocks: number): Bend {
  return {
    refuse: (call, head) => unseen(call, head - blocks),
    send: (call, head) => sentTo(call, head - blocks),
    receive: (result, call, head) => seenBy(result, call, head - blocks),
  }
}

// A block by number that is not there yet has no state, and is itself null.
function unseen(call: RpcCall, seen: number): Outcome | undefined {
  if (call.method === 'eth_getLogs' && rangeOf(call, seen)[0] > seen) return { result: [] }
  if (!namesBlock(call) || blockOf(call, seen) <= seen) return undefined
  if (!isStateRead(call)) return { result: null }
  return refusal(-32000, 'header not found')
}

function sentTo(call: RpcCall, seen: number): RpcCall {
  if (namesBlock(call)) return atBlock(call, blockOf(call, seen))
  if (call.method !== 'eth_getLogs') return call
  // Such a node does not complain of a range it knows only in part.
  const [from, to] = rangeOf(call, seen)
  return withRange(call, [from, Math.min(to, seen)])
}

function seenBy(result: unknown, { method }: RpcCall, seen: number): Outcome {
  if (method === 'eth_blockNumber') return { result: hex(seen) }
  const { blockNumber, number } = (result ?? {}) as { blockNumber?: string; number?: string }
  const block = method === 'eth_getBlockByHash' ? number : blockNumber
  const isNew = method.startsWith('eth_get') && block !== undefined && Number(block) > seen
  return { result: isNew ? null : result }
}
