import type { REST } from '@discordjs/rest'
import { Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import { parsed } from './answer.ts'
import { createRest } from './discord-client.ts'
import { botRefusal, isUnknownUser, refused } from './discord-refusals.ts'
import { defaultTimeoutMs } from './http.ts'
import type { CallOptions } from './http.ts'
import { numericId } from './ids.ts'
import type { Discord } from './index.ts'

export interface DiscordOptions extends CallOptions {
  /** With the `/api` at its end, without the version. */
  baseUrl?: string | undefined
  botToken: string
  fetch?: typeof fetch | undefined
}

const userShape = z.object({ id: z.string(), username: z.string() })
const memberShape = z.object({ roles: z.array(z.string()), pending: z.boolean() })

export function createDiscord({ botToken, ...options }: DiscordOptions): Discord {
  const bot = createRest(options)
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs

  async function ask(rest: REST, route: `/${string}`, authorization: string): Promise<unknown> {
    // Calls of one guild queue up behind each other; whoever waits too long stops waiting.
    const signal = AbortSignal.timeout(3 * timeoutMs)
    // discord.js would forget its token for good once it was answered 401; so it is never told one.
    return await rest.get(route, { auth: false, headers: { authorization }, signal })
  }

  return {
    async owner(token) {
      try {
        // Limits are each token's own, so that nobody waits for somebody else's.
        const body = await ask(createRest(options), Routes.user(), `Bearer ${token}`)
        const { id, username } = parsed('discord', userShape, body)
        return { id, handle: username }
      } catch (error) {
        throw refused(error)
      }
    },

    // https://docs.discord.com/developers/resources/guild#get-guild-member
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
