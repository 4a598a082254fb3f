import { Failure } from '../domain/failure.ts'

/** An error as JSON-RPC tells it. */
export interface RpcError {
  code: number
  message: string
}

/** The node's own error in what was thrown or answered, wherever the library put it. */
export function rpcErrorOf(thrown: unknown): RpcError | undefined {
  const { error, info } = (thrown ?? {}) as { error?: unknown; info?: { error?: unknown } }
  const { code, message } = (info?.error ?? error ?? {}) as Partial<RpcError>
  return typeof code === 'number' ? { code, message: String(message ?? '') } : undefined
}

// Anchored, because what follows "execution reverted" is the contract's to choose.
const execution =
  /^(?:err: )?(?:execution (?:reverted|aborted)|vm (?:execution )?(?:error|exception)|evm error|out of gas|outofgas|invalid (?:opcode|jump)|stack (?:under|over)flow|gas (?:required|uint64|limit))/i

/** Whether the contract failed, and not the node. */
export function isExecutionFailure({ code, message }: RpcError): boolean {
  return code === 3 || execution.test(message)
}

const limits = new Set([-32005, -32016, -32029, 429])
const limited = /rate.?limit|too many requests|limit exceeded|exceeded.*(?:quota|capacity|credits)/i
const refusals = new Set([-32600, -32601, -32602])

export function rpcFailure(network: string, method: string, { code, message }: RpcError): Failure {
  const said = `${network}: ${method}: ${message.slice(0, 200)} (${code})`
  if (limits.has(code) || limited.test(message)) return new Failure('provider_limited', said)
  // Missing state, a block not seen yet, an error inside: another look may find it.
  return new Failure(refusals.has(code) ? 'provider_refused' : 'provider_unavailable', said)
}

/** The failure that stands for whatever a call threw. */
export function failureOf(network: string, method: string, error: unknown): Failure {
  if (error instanceof Failure) return error
  const found = rpcErrorOf(error)
  if (found) return rpcFailure(network, method, found)
  const message = `${network}: ${method}: the node's answer has no result`
  return new Failure('provider_unavailable', message, { cause: error })
}
