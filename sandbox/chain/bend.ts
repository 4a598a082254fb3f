import { behind } from './behind.ts'
import { blockOf, isStateRead, rangeOf } from './blocks.ts'
import type { CallFault } from './fault-kinds.ts'
import { refusal, hex } from './rpc.ts'
import type { Outcome, RpcCall } from './rpc.ts'

/** What a fault does to a call: answers in the chain's stead, changes what is sent, or changes what comes back. */
export interface Bend {
  refuse?(call: RpcCall, head: number): Outcome | undefined
  send?(call: RpcCall, head: number): RpcCall
  receive?(result: unknown, call: RpcCall, head: number): Outcome
}

export function bendOf(fault: CallFault): Bend {
  switch (fault.kind) {
    case 'limit':
      return { refuse: () => refusal(-32005, 'limit exceeded') }
    case 'error':
      return { refuse: () => refusal(fault.code, fault.message) }
    case 'null':
      return { refuse: () => ({ result: null }) }
    case 'wrong_type':
      return { receive: (result) => ({ result: typeof result === 'string' ? 404 : 'seven' }) }
    case 'unknown_field':
      return { receive: (result) => ({ result: withUnknownField(result) }) }
    case 'chain_id':
      return { receive: (result, call) => ({ result: chainIdOf(fault.chainId, call) ?? result }) }
    case 'block_range':
      return { refuse: (call, head) => tooWide(fault, call, head) }
    case 'too_many_results':
      return { receive: (result) => tooMany(fault.max, result) }
    case 'log_twice':
      return { receive: (result) => ({ result: Array.isArray(result) ? twice(result) : result }) }
    case 'behind':
      return behind(fault.blocks)
    case 'missing_state':
      return { refuse: (call, head) => pruned(fault.blocks, call, head) }
  }
}

function withUnknownField(result: unknown): unknown {
  if (Array.isArray(result)) return result.map(withUnknownField)
  if (typeof result !== 'object' || result === null) return result
  return { ...result, sandboxUnknown: '0x1' }
}

function chainIdOf(chainId: number, { method }: RpcCall): string | undefined {
  if (method === 'eth_chainId') return hex(chainId)
  return method === 'net_version' ? String(chainId) : undefined
}

function tooWide(
  { blocks, wording }: { blocks: number; wording: number },
  call: RpcCall,
  head: number,
): Outcome | undefined {
  if (call.method !== 'eth_getLogs') return undefined
  const [from, to] = rangeOf(call, head)
  if (to - from + 1 <= blocks) return undefined

  const wordings = [
    refusal(-32602, `eth_getLogs is limited to a ${blocks} range`),
    refusal(-32000, `block range is too wide (maximum ${blocks})`),
    refusal(-32600, `exceed maximum block range: ${blocks}`),
  ]
  return wordings[wording]
}

function tooMany(max: number, result: unknown): Outcome {
  if (!Array.isArray(result) || result.length <= max) return { result }
  return refusal(-32005, 'query returned more than 10000 results')
}

const twice = (logs: unknown[]): unknown[] => logs.flatMap((log) => [log, log])

function pruned(kept: number, call: RpcCall, head: number): Outcome | undefined {
  if (!isStateRead(call) || blockOf(call, head) >= head - kept) return undefined
  const root = '7c'.repeat(32)
  return refusal(-32000, `missing trie node ${root} (path ) state 0x${root} is not available`)
}
