import type { ChainAct, Done } from './acts.ts'
import type { CallCounts, LoggedCall } from './calls.ts'
import type { ChainFault, ChainFaultOrder } from './fault-kinds.ts'

export interface ChainState {
  network: string
  chainId: number
  /** Numbers of blocks. */
  head: number
  safe: number
  finalized: number
  /** Epoch milliseconds. */
  now: number
  contracts: Record<string, { kind: string; address: string }>
  people: Record<string, string>
  faults: ChainFault[]
  calls: CallCounts
}

/** The control door of a chain, for tests and the tour. A refused order throws an Error with its reason. */
export function createChainControl(url: string) {
  async function knock<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}/_sandbox/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer = (await response.json()) as T & { message?: string }
    if (!response.ok) throw new Error(answer.message ?? `${method} ${path}: ${response.status}`)
    return answer
  }

  return {
    /** One thing happens on the chain; see `Done` for what the acts answer. */
    do: (act: ChainAct): Promise<Done> => knock('POST', 'do', act),
    faults: (order: ChainFaultOrder): Promise<ChainFault> => knock('POST', 'faults', order),
    clearFaults: (): Promise<unknown> => knock('DELETE', 'faults'),
    /** Moves the chain's clock forward, or only reads it; milliseconds. */
    clock: (change?: { now: number } | { add: number }): Promise<{ now: number }> =>
      change ? knock('POST', 'clock', change) : knock('GET', 'clock'),
    calls: (since = 0): Promise<LoggedCall[]> => knock('GET', `calls?since=${since}`),
    state: (): Promise<ChainState> => knock('GET', 'state'),
    reset: (): Promise<unknown> => knock('POST', 'reset'),
  }
}

export type ChainControl = ReturnType<typeof createChainControl>
