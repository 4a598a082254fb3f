import type { Call } from './calls.ts'
import type { Fault, FaultOrder } from './faults.ts'

export type Act = { do: string } & Record<string, unknown>

/** The control door of a stand-in, for tests and the tour. A refused order throws an Error with its reason. */
export function createControl(url: string) {
  async function knock<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}/_sandbox/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    // The caller names what it expects of the stand-in it started itself.
    const answer = (await response.json()) as T & { message?: string }
    if (!response.ok) throw new Error(answer.message ?? `${method} ${path}: ${response.status}`)
    return answer
  }

  return {
    /** One thing happens in the vendor's world; answers the ids made. */
    do: <T = Record<string, string>>(act: Act): Promise<T> => knock<T>('POST', 'do', act),
    faults: (order: FaultOrder): Promise<Fault> => knock('POST', 'faults', order),
    clearFaults: (): Promise<unknown> => knock('DELETE', 'faults'),
    /** Moves the vendor's clock, or only reads it; milliseconds. */
    clock: (change?: { now: number } | { add: number }): Promise<{ now: number }> =>
      change ? knock('POST', 'clock', change) : knock('GET', 'clock'),
    calls: (since = 0): Promise<Call[]> => knock('GET', `calls?since=${since}`),
    state: <T = unknown>(): Promise<T> => knock<T>('GET', 'state'),
    reset: (): Promise<unknown> => knock('POST', 'reset'),
  }
}

export type Control = ReturnType<typeof createControl>
