import { until } from '../wait.ts'

/** What the tour reads of a receipt. */
export type Receipt = {
  id: string
  userId: string
  status: string
  code: string | null
  message: string | null
  waiting: { code: string; message: string; until: string | null } | null
  suspect: { code: string } | null
  ledger: { legs: Leg[] }
  workflow: { id: string; path: string } | null
}

type Leg = { entry: string; kind: string; account: string; amount: { amount: string } }

export type Answer = { status: number; body: Record<string, unknown> }

/** The product as its clients see it: two doors, each with its own key. */
export function createApi(baseUrl: string, snagApiKey: string, claimrToken: string) {
  async function ask(method: string, path: string, body?: object): Promise<Answer> {
    const isClaimr = path.startsWith('/api/v1/')
    const response = await fetch(new URL(path, baseUrl), {
      method,
      headers: {
        'content-type': 'application/json',
        ...(isClaimr ? { authorization: `Bearer ${claimrToken}` } : { 'x-api-key': snagApiKey }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    })
    return { status: response.status, body: (await response.json()) as Answer['body'] }
  }

  /** Throws what the API says of a request it refuses. The caller names what it expects of an answer. */
  async function must<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await ask(method, path, body)
    if (answer.status < 300) return answer.body as T
    throw new Error(`${method} ${path} answers ${answer.status}: ${JSON.stringify(answer.body)}`)
  }

  const get = <T>(path: string) => must<T>('GET', path)
  const post = <T>(path: string, body: object = {}) => must<T>('POST', path, body)
  const receipt = (claim: string) => {
    return get<Receipt>(`/api/loyalty/receipts/${encodeURIComponent(claim)}`)
  }

  return {
    ask,
    get,
    post,
    delete: (path: string) => must('DELETE', path),
    receipt,
    /** The receipt, as soon as it is as expected. Throws with what it was in the end. */
    async receiptOnce(
      claim: string,
      expected: string,
      isExpected: (receipt: Receipt) => boolean,
      withinMs = 20_000,
    ): Promise<Receipt> {
      let last: Receipt | undefined
      const look = async () => {
        last = await receipt(claim)
        return isExpected(last) && last
      }
      const patience = { withinMs, everyMs: 100 }
      return until(`claim ${claim} ${expected}`, look, patience).catch((error: unknown) => {
        const { status, code, message } = last ?? {}
        const seen = `seen: ${status}, ${code}, ${message}`
        throw new Error(`claim ${claim} is not ${expected} within ${withinMs / 1000} s; ${seen}`, {
          cause: error,
        })
      })
    },
  }
}

export type Api = ReturnType<typeof createApi>
