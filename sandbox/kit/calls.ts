import type { VendorAnswer, VendorRequest } from './vendor.ts'

export interface Call {
  /** Counts from 1; `since` asks for what came after a number. */
  seq: number
  /** Epoch milliseconds of the vendor's clock. */
  at: number
  who?: string | undefined
  method: string
  path: string
  query: Record<string, string | string[]>
  headers: Record<string, string>
  body?: unknown
  /** The answer's status; 0 where the line was cut. */
  status: number
  answer?: unknown
  /** The kind of the fault that struck, so that a spoilt answer is not taken for the vendor's own. */
  fault?: string | undefined
}

interface Exchange {
  request: VendorRequest
  answer: VendorAnswer | undefined
  who: string | undefined
  fault: string | undefined
}

const kept = 2_000
const secretHeaders = /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key)$/i
const secretFields =
  /^(access_token|refresh_token|id_token|token|code|code_verifier|client_secret|password|secret)$/i

/** The log of calls: the newest 2,000, with every secret replaced by whom it belongs to. */
export function createCalls() {
  let calls: Call[] = []
  let seq = 0

  return {
    add({ request, answer, who, fault }: Exchange): void {
      const owner = `[${who ?? 'unknown'}]`
      seq += 1
      calls.push({
        seq,
        at: request.now,
        who,
        method: request.method,
        path: request.path,
        query: queryOf(request.query, owner),
        headers: headersOf(request.headers, owner),
        body: masked(request.body, owner),
        status: answer?.status ?? 0,
        answer: masked(answer?.body, owner),
        fault,
      })
      calls = calls.slice(-kept)
    },

    since: (after: number): Call[] => calls.filter((call) => call.seq > after),
    clear(): void {
      calls = []
      seq = 0
    },
  }
}

export type Calls = ReturnType<typeof createCalls>

function queryOf(query: URLSearchParams, owner: string): Call['query'] {
  const names = [...new Set(query.keys())]
  return Object.fromEntries(
    names.map((name) => {
      const values = query.getAll(name).map((value) => (secretFields.test(name) ? owner : value))
      return [name, values.length === 1 ? values[0]! : values]
    }),
  )
}

function headersOf(headers: VendorRequest['headers'], owner: string): Record<string, string> {
  const shown = Object.entries(headers).map(([name, value]) => {
    return [name, secretHeaders.test(name) ? owner : String(value)]
  })
  return Object.fromEntries(shown) as Record<string, string>
}

function masked(value: unknown, owner: string): unknown {
  if (Array.isArray(value)) return value.map((item) => masked(item, owner))
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).map(([name, inner]) => {
    const isSecret = typeof inner === 'string' && secretFields.test(name)
    return [name, isSecret ? owner : masked(inner, owner)]
  })
  return Object.fromEntries(fields)
}
