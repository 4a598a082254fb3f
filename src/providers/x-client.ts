import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { ApiResponseError, TwitterApi } from 'twitter-api-v2'
import type { TwitterApiv2, TwitterResponse } from 'twitter-api-v2'
import { failureOf, jsonOf } from './answer.ts'
import type { Answer, Reading } from './answer.ts'
import { withinTime } from './deadline.ts'
import { brokenCall, defaultTimeoutMs, timedOut } from './http.ts'
import type { CallOptions } from './http.ts'
import { grantRefusal, ourRefusal, theirRefusal } from './x-refusals.ts'
import { createWatch } from './x-watch.ts'

export interface XClientOptions extends CallOptions {
  baseUrl?: string | undefined
  /** Our app's own, for what is public. */
  bearerToken: string
  clientId: string
  /** Absent for a public client. */
  clientSecret?: string | undefined
}

export type XClient = ReturnType<typeof createXClient>

type Query = Record<string, string>
type Settings = ConstructorParameters<typeof TwitterApi>[1]
type Ask = (v2: TwitterApiv2) => Promise<TwitterResponse<string>>

// What is no JSON is for us to judge.
const asText = { fullResponse: true, forceParseMode: 'text' } as const

/** X's API v2: answers the parsed JSON of what is asked and throws refusals as failures. */
export function createXClient({ bearerToken, clientId, clientSecret, ...options }: XClientOptions) {
  const { timeoutMs = defaultTimeoutMs } = options
  const base = new URL(options.baseUrl ?? 'https://api.x.com')
  const app = { clientId, ...(clientSecret ? { clientSecret } : {}) }
  // A connection serves one call: the SDK leaves its listeners on every one it has used.
  const httpAgent = base.protocol === 'http:' ? new HttpAgent() : new HttpsAgent()

  async function ask(login: (settings: Settings) => TwitterApi, send: Ask, read: Reading) {
    const watch = createWatch(base, options)
    try {
      const answer = await withinTime({ ms: timeoutMs, failure: () => timedOut('x') }, (stop) => {
        const plugins = [watch.pluginOf(stop)]
        // A compressed answer that breaks off would end the process: the SDK does not listen for it.
        const client = login({ httpAgent, compression: false, plugins })
        return answered(send(client.v2), stop.signal)
      })
      if (answer.status >= 400) throw failureOf('x', answer, read)
      return answer.body
    } finally {
      watch.end()
    }
  }

  return {
    /** A GET below `/2/`, with a user's token or else our own. */
    async get(path: string, query: Query, token?: string): Promise<unknown> {
      const login = (settings: Settings) => new TwitterApi(token ?? bearerToken, settings)
      const read = token === undefined ? ourRefusal : theirRefusal
      return ask(login, (v2) => v2.get<string>(path, query, asText), read)
    },

    /** Buys a new pair of tokens for a refresh token, which dies of it. */
    async refresh(refreshToken: string): Promise<unknown> {
      const login = (settings: Settings) => new TwitterApi(app, settings)
      const body = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId }
      const asForm = { ...asText, forceBodyMode: 'url' } as const
      return ask(login, (v2) => v2.post<string>('oauth2/token', body, asForm), grantRefusal)
    },
  }
}

async function answered(
  sent: Promise<TwitterResponse<string>>,
  stopped: AbortSignal,
): Promise<Answer> {
  try {
    const { data, headers } = await sent
    stopped.throwIfAborted()
    return { status: 200, headers: headersOf(headers), body: jsonOf(data) }
  } catch (error) {
    if (stopped.aborted) throw stopped.reason
    if (!(error instanceof ApiResponseError)) throw brokenCall('x', error)
    const data: unknown = error.data
    const body = typeof data === 'string' ? jsonOf(data) : undefined
    return { status: error.code, headers: headersOf(error.headers), body }
  }
}

function headersOf(headers: Record<string, unknown>): Headers {
  const entries = Object.entries(headers).map(([name, value]) => [name, String(value)])
  return new Headers(Object.fromEntries(entries) as Record<string, string>)
}
