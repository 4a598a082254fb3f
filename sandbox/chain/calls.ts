import type { RpcCall } from './rpc.ts'

export interface LoggedCall {
  /** Counts from 1; `since` asks for what came after a number. */
  seq: number
  /** Epoch milliseconds of the chain's clock. */
  at: number
  /** The HTTP request it came in; the calls of a batch share it. */
  request: number
  method: string
  params: unknown
  /** The HTTP status; 0 where the line was cut. */
  status: number
  fault?: string | undefined
}

export interface CallCounts {
  /** HTTP requests; a batch is one. */
  requests: number
  byMethod: Record<string, number>
}

type Entry = Pick<LoggedCall, 'at' | 'status' | 'fault'>

const kept = 2_000
const longest = 2_000

/** The newest 2,000 calls, long strings cut short, and the count of all by method. */
export function createCalls() {
  let calls: LoggedCall[] = []
  let counts: CallCounts = { requests: 0, byMethod: {} }
  let seq = 0

  return {
    /** Numbers an HTTP request. */
    nextRequest: (): number => (counts.requests += 1),

    add(request: number, { method, params }: RpcCall, entry: Entry): void {
      seq += 1
      counts.byMethod[method] = (counts.byMethod[method] ?? 0) + 1
      calls.push({ seq, request, method, params: shortened(params), ...entry })
      if (calls.length > 2 * kept) calls = calls.slice(-kept)
    },

    since: (after: number): LoggedCall[] => calls.slice(-kept).filter((call) => call.seq > after),
    counts: (): CallCounts => counts,
    clear(): void {
      calls = []
      counts = { requests: 0, byMethod: {} }
      seq = 0
    },
  }
}

export type Calls = ReturnType<typeof createCalls>

function shortened(value: unknown): unknown {
  if (typeof value === 'string')
    return value.length > longest ? `${value.slice(0, longest)}…` : value
  if (Array.isArray(value)) return value.map(shortened)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shortened(inner)]))
}
