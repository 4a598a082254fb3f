import { REST } from '@discordjs/rest'
import { z } from 'zod'
import { jsonOf } from './answer.ts'
import { createFetch, defaultTimeoutMs } from './http.ts'
import type { FetchOptions } from './http.ts'
import { retryAfterOf } from './limits.ts'

interface RestOptions extends Omit<FetchOptions, 'provider'> {
  baseUrl?: string | undefined
}

const limitShape = z.object({ retry_after: z.number() })

/** discord.js's REST client, which keeps Discord's limits per route and guild. It never retries. */
export function createRest({ baseUrl = 'https://discord.com/api', ...options }: RestOptions): REST {
  const send = createFetch({ provider: 'discord', ...options })
  return new REST({
    api: baseUrl.replace(/\/$/, ''),
    version: '10',
    retries: 0,
    timeout: options.timeoutMs ?? defaultTimeoutMs,
    offset: 0,
    // Temporal waits, not a worker; but the blink until the bucket of this second refills is no wait.
    rejectOnRateLimit: ({ retryAfter }) => retryAfter >= 1000,
    hashSweepInterval: 0,
    handlerSweepInterval: 0,
    makeRequest: async (url, init) => withWait(await send(url, init)),
  })
}

// discord.js reads the wait from the header, in whole seconds; the body has it exactly. Told no wait or a
// short one, discord.js would ask again by itself, and as often as it is told so.
async function withWait(response: Response): Promise<Response> {
  if (response.status !== 429) return response
  const told = limitShape.safeParse(jsonOf(await response.clone().text()))
  const seconds = told.success ? told.data.retry_after : retryAfterOf(response.headers)
  response.headers.set('retry-after', String(Math.max(1, seconds ?? 1)))
  return response
}
