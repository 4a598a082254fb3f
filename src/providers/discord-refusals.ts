import { DiscordAPIError, HTTPError, RateLimitError } from '@discordjs/rest'
import { Failure } from '../domain/failure.ts'
import { failureOf, isObject } from './answer.ts'
import type { Answer, Reading } from './answer.ts'
import { brokenCall } from './http.ts'

// https://docs.discord.com/developers/topics/opcodes-and-status-codes
const unknownUser = [10007, 10013]
const botNotLetIn = [10004, 50001, 50013]

/** Whether a refusal says that the user is not in the guild, or is nobody at all. */
export function isUnknownUser(error: unknown): boolean {
  return error instanceof DiscordAPIError && unknownUser.includes(Number(error.code))
}

/** Our bot: whatever it lacks is not the user's to mend. */
export function botRefusal({ status, body }: Answer, guildId: string): Failure | undefined {
  if (status === 401) return misconfigured('Discord does not accept the token of our bot')
  if (!isObject(body) || !botNotLetIn.includes(Number(body.code))) return undefined
  return misconfigured(`Our bot may not look into the Discord server ${guildId}`)
}

/** Names what discord.js has thrown. */
export function refused(error: unknown, read?: Reading): Failure {
  if (error instanceof RateLimitError) return limited(error)
  if (error instanceof DiscordAPIError || error instanceof HTTPError) {
    const body = error instanceof DiscordAPIError ? error.rawError : undefined
    return failureOf('discord', { status: error.status, headers: new Headers(), body }, read)
  }
  // discord.js parses whatever calls itself JSON; half an answer ends here.
  if (isObject(error) && error.name === 'SyntaxError') {
    return new Failure('provider_unavailable', 'Discord answered without JSON')
  }
  return brokenCall('discord', error)
}

function limited({ retryAfter }: RateLimitError): Failure {
  const message = 'Discord answered 429: too many calls'
  return new Failure('provider_limited', message, { retryAfterSeconds: retryAfter / 1000 })
}

function misconfigured(message: string): Failure {
  return new Failure('rule_misconfigured', message)
}
