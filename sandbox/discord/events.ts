import { GatewayIntentBits, ReactionType } from 'discord-api-types/v10'
import type {
  APIGuildMember,
  GatewayGuildCreateDispatchData,
  GatewayGuildDeleteDispatchData,
  GatewayGuildMemberAddDispatchData,
  GatewayGuildMemberRemoveDispatchData,
  GatewayGuildMemberUpdateDispatchData,
  GatewayMessageCreateDispatchData,
  GatewayMessageDeleteBulkDispatchData,
  GatewayMessageDeleteDispatchData,
  GatewayMessageReactionAddDispatchData,
  GatewayMessageReactionRemoveAllDispatchData,
  GatewayMessageReactionRemoveDispatchData,
  GatewayMessageUpdateDispatchData,
  GatewayReadyDispatchData,
} from 'discord-api-types/v10'
import type { Discord } from './discord.ts'
import { guildCreateJson } from './guild-json.ts'
import { memberJson } from './guild-parts.ts'
import { emojiJson, messageJson } from './message-json.ts'
import { channelOf, must } from './state.ts'
import type { Guild, Member, Message, Reaction } from './state.ts'
import { userJson } from './user-json.ts'

/** What the gateway can say, with what it then carries. */
export interface Events {
  READY: GatewayReadyDispatchData
  RESUMED: object
  GUILD_CREATE: GatewayGuildCreateDispatchData
  GUILD_DELETE: Pick<GatewayGuildDeleteDispatchData, 'id'>
  GUILD_MEMBER_ADD: GatewayGuildMemberAddDispatchData
  GUILD_MEMBER_UPDATE: GatewayGuildMemberUpdateDispatchData
  GUILD_MEMBER_REMOVE: GatewayGuildMemberRemoveDispatchData
  MESSAGE_CREATE: GatewayMessageCreateDispatchData
  MESSAGE_UPDATE: GatewayMessageUpdateDispatchData
  MESSAGE_DELETE: GatewayMessageDeleteDispatchData
  MESSAGE_DELETE_BULK: GatewayMessageDeleteBulkDispatchData
  MESSAGE_REACTION_ADD: GatewayMessageReactionAddDispatchData
  MESSAGE_REACTION_REMOVE: GatewayMessageReactionRemoveDispatchData
  MESSAGE_REACTION_REMOVE_ALL: GatewayMessageReactionRemoveAllDispatchData
}

export type EventName = keyof Events

const { Guilds, GuildMembers, GuildMessages, GuildMessageReactions } = GatewayIntentBits

export function tellGuild({ gateway, world }: Discord, guild: Guild): void {
  gateway.tell(guild, Guilds, 'GUILD_CREATE', guildCreateJson(world, guild))
}

/** The bot was thrown out, or the guild is no more: told alike. */
export function tellGuildGone({ gateway }: Discord, id: string): void {
  gateway.tell(undefined, Guilds, 'GUILD_DELETE', { id })
}

export function tellMemberAdd(discord: Discord, guild: Guild, member: Member): void {
  const json = memberJson(discord.world, member)
  discord.gateway.tell(guild, GuildMembers, 'GUILD_MEMBER_ADD', { ...json, guild_id: guild.id })
}

export function tellMemberUpdate(discord: Discord, guild: Guild, member: Member): void {
  const { avatar = null, banner = null, ...json } = memberJson(discord.world, member)
  const data = { ...json, avatar, banner, guild_id: guild.id }
  discord.gateway.tell(guild, GuildMembers, 'GUILD_MEMBER_UPDATE', data)
}

export function tellMemberRemove({ gateway, world }: Discord, guild: Guild, userId: string): void {
  const user = userJson(must(world.users.get(userId), userId))
  gateway.tell(guild, GuildMembers, 'GUILD_MEMBER_REMOVE', { guild_id: guild.id, user })
}

export function tellMessage(
  discord: Discord,
  message: Message,
  event: 'MESSAGE_CREATE' | 'MESSAGE_UPDATE',
): void {
  const { guild } = placeOf(discord, message)
  const member = guild.members.get(message.userId ?? '')
  const data = {
    ...messageJson(discord.world, message, ''),
    guild_id: guild.id,
    ...(member && { member: withoutUser(memberJson(discord.world, member)) }),
  }
  discord.gateway.tell(guild, GuildMessages, event, data)
}

/** One message, or several of one channel at once. */
export function tellDelete(discord: Discord, messages: Message[]): void {
  const [first] = messages
  if (!first) return
  const { guild } = placeOf(discord, first)
  const place = { channel_id: first.channelId, guild_id: guild.id }
  const ids = messages.map(({ id }) => id)
  if (ids.length === 1) {
    discord.gateway.tell(guild, GuildMessages, 'MESSAGE_DELETE', { ...place, id: first.id })
  } else {
    discord.gateway.tell(guild, GuildMessages, 'MESSAGE_DELETE_BULK', { ...place, ids })
  }
}

export function tellReaction(
  discord: Discord,
  message: Message,
  reaction: Reaction,
  event: 'MESSAGE_REACTION_ADD' | 'MESSAGE_REACTION_REMOVE',
): void {
  const { guild } = placeOf(discord, message)
  const data = {
    ...reactionPlace(message, guild),
    user_id: reaction.userId,
    emoji: emojiJson(reaction.emoji),
    burst: reaction.isBurst,
    type: reaction.isBurst ? ReactionType.Super : ReactionType.Normal,
  }
  const member = guild.members.get(reaction.userId)
  const added = member && { member: memberJson(discord.world, member) }
  const extra = event === 'MESSAGE_REACTION_ADD' ? added : {}
  discord.gateway.tell(guild, GuildMessageReactions, event, { ...data, ...extra })
}

export function tellReactionsGone(discord: Discord, message: Message): void {
  const { guild } = placeOf(discord, message)
  const data = reactionPlace(message, guild)
  discord.gateway.tell(guild, GuildMessageReactions, 'MESSAGE_REACTION_REMOVE_ALL', data)
}

function reactionPlace(message: Message, guild: Guild) {
  return { message_id: message.id, channel_id: message.channelId, guild_id: guild.id }
}

function placeOf({ world }: Discord, message: Message) {
  return must(channelOf(world, message.channelId), `channel ${message.channelId}`)
}

function withoutUser(member: APIGuildMember) {
  return { ...member, user: undefined }
}
