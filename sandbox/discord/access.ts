import type { VendorAnswer, VendorRequest } from '../kit/vendor.ts'
import { badSnowflake, refusal, unauthorized } from './answers.ts'
import { BOT } from './discord.ts'
import type { Discord } from './discord.ts'
import { channelOf, must } from './state.ts'
import type { Channel, Guild, Permission, User } from './state.ts'

export interface Viewer {
  user: User
  isBot: boolean
  scopes: readonly string[]
}

/** Whose token a request carries: `Bot` for the application's, `Bearer` for a user's. */
export function viewerOf(discord: Discord, request: VendorRequest): Viewer | undefined {
  const [scheme = '', secret = ''] = (request.headers.authorization ?? '').split(' ')
  const isBot = scheme === 'Bot'
  if (!isBot && scheme !== 'Bearer') return undefined
  const token = (isBot ? discord.botTokens : discord.tokens).find(secret, request.now)
  const user = token && discord.world.users.get(token.accountId)
  return user && { user, isBot, scopes: token.scopes }
}

type Answer<T> = (discord: Discord, request: VendorRequest, found: T) => VendorAnswer

/**
 * Answers users whose token has the scope, and the bot where `isForBot`; anybody else gets the 401.
 * That a token with too few scopes gets the same 401 is not confirmed by a document.
 */
export function withScope(scope: string, isForBot: boolean, answer: Answer<Viewer>) {
  return (discord: Discord, request: VendorRequest): VendorAnswer => {
    const viewer = viewerOf(discord, request)
    const isMeant = viewer?.isBot ? isForBot : viewer?.scopes.includes(scope)
    return viewer && isMeant ? answer(discord, request, viewer) : unauthorized()
  }
}

/**
 * Answers the bot about a guild that it is in and in which it may do what `permission` says. A guild
 * that has thrown it out is 50001, one that is no more (or never was) 10004.
 */
export function inGuild(permission: Permission, answer: Answer<Guild>) {
  return (discord: Discord, request: VendorRequest): VendorAnswer => {
    if (!viewerOf(discord, request)?.isBot) return unauthorized()
    const bad = badSnowflake(request.params)
    if (bad) return bad
    const guild = discord.world.guilds.get(request.params.guild_id ?? '')
    if (!guild) return refusal('unknownGuild')
    return refused(discord, guild, permission) ?? answer(discord, request, guild)
  }
}

export interface Place {
  guild: Guild
  channel: Channel
}

/** The same for a channel, which is 10003 if there is none. */
export function inChannel(permission: Permission, answer: Answer<Place>) {
  return (discord: Discord, request: VendorRequest): VendorAnswer => {
    if (!viewerOf(discord, request)?.isBot) return unauthorized()
    const { channel_id, message_id } = request.params
    const bad = badSnowflake({ channel_id, message_id })
    if (bad) return bad
    const place = channelOf(discord.world, channel_id ?? '')
    if (!place) return refusal('unknownChannel')
    return refused(discord, place.guild, permission) ?? answer(discord, request, place)
  }
}

/** The account of the application's bot; routes that ask for it have seen its token. */
export function botOf(discord: Discord): User {
  return must(discord.people.find(BOT), 'the bot')
}

function refused(discord: Discord, guild: Guild, permission: Permission): VendorAnswer | undefined {
  const isIn = guild.members.has(botOf(discord).id)
  if (!isIn || !guild.botPermissions.has('VIEW_CHANNEL')) return refusal('missingAccess')
  return guild.botPermissions.has(permission) ? undefined : refusal('missingPermissions')
}
