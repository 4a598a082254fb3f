import { DiscordAPIError, HTTPError, REST, RateLimitError, Routes } from 'discord.js'
import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import { failureOf, isObject, jsonOf, parsed } from './answer.ts'
import type { Answer, Reading } from './answer.ts'
import { brokenCall, createFetch, defaultTimeoutMs } from './http.ts'
import type { CallOptions } from './http.ts'
import { numericId } from './ids.ts'
import type { Discord } from './index.ts'
import { retryAfterOf } from './limits.ts'

export interface DiscordOptions extends CallOptions {
  baseUrl?: string | undefined
  botToken: string
  fetch?: typeof fetch | undefined
}

const userShape = z.object({ id: z.string(), username: z.string() })
const memberShape = z.object({ roles: z.array(z.string()), pending: z.boolean() })

// https://docs.discord.com/developers/topics/opcodes-and-status-codes
const unknownUser = [10007, 10013]
const botNotLetIn = [10004, 50001, 50013]

export function createDiscord({ botToken, ...options }: DiscordOptions): Discord {
  const bot = createRest(options)
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs

  // discord.js forgets a token that was answered with 401 once; so it is never told one.
  async function ask(rest: REST, route: `/${string}`, authorization: string): Promise<unknown> {
    // Calls of one guild queue up behind each other; whoever waits too long stops waiting.
    const signal = AbortSignal.timeout(3 * timeoutMs)
    return await rest.get(route, { auth: false, headers: { authorization }, signal })
  }

  return {
    async owner(token) {
      try {
        // Limits are per token, so that nobody waits for somebody else's.
        const body = await ask(createRest(options), Routes.user(), `Bearer ${token}`)
        const { id, username } = parsed('discord', userShape, body)
        return { id, handle: username }
      } catch (error) {
        throw refused(error)
      }
    },

    async findMember(guildId, userId) {
      const guild = numericId('discord', guildId)
      const route = Routes.guildMember(guild, numericId('discord', userId))
      try {
        const body = await ask(bot, route, `Bot ${botToken}`)
        const { roles, pending } = parsed('discord', memberShape, body)
        return { roles, isPending: pending }
      } catch (error) {
        if (isUnknownUser(error)) return undefined
        throw refused(error, (answer) => botRefusal(answer, guild))
      }
    },
  }
}

function createRest({
  baseUrl = 'https://discord.com/api',
  ...options
}: Omit<DiscordOptions, 'botToken'>) {
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

// discord.js reads the wait from the header, in whole seconds; the body has it exactly. Told no wait, or a very
// short one, discord.js would ask again at once and for ever.
async function withWait(response: Response): Promise<Response> {
  if (response.status !== 429) return response
  const told = z
    .object({ retry_after: z.number() })
    .safeParse(jsonOf(await response.clone().text()))
  const seconds = told.success ? told.data.retry_after : retryAfterOf(response.headers)
  response.headers.set('retry-after', String(Math.max(1, seconds ?? 1)))
  return response
}

function botRefusal({ status, body }: Answer, guildId: string): Failure | undefined {
  if (status === 401) return misconfigured('Discord does not accept the token of our bot')
  const isShutOut = isObject(body) && botNotLetIn.includes(Number(body.code))
  return isShutOut
    ? misconfigured(`Our bot may not look into the Discord server ${guildId}`)
    : undefined
}

function misconfigured(message: string): Failure {
  return new Failure('rule_misconfigured', message)
}

function isUnknownUser(error: unknown): boolean {
  return error instanceof DiscordAPIError && unknownUser.includes(Number(error.code))
}

function refused(error: unknown, read?: Reading): Failure {
  if (error instanceof RateLimitError) return limited(error)
  if (error instanceof HTTPError || error instanceof DiscordAPIError) {
    const { status } = error
    const body = error instanceof DiscordAPIError ? error.rawError : undefined
    return failureOf('discord', { status, headers: new Headers(), body }, read)
  }
  // discord.js parses whatever calls itself JSON; half an answer ends here.
  if (error instanceof SyntaxError) {
    return new Failure('provider_unavailable', 'Discord answered without JSON')
  }
  return brokenCall('discord', error)
}

function limited({ retryAfter }: RateLimitError): Failure {
  return new Failure('provider_limited', 'Discord: too many calls', {
    retryAfterSeconds: retryAfter / 1000,
  })
}
