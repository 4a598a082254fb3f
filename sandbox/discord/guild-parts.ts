import { ChannelType } from 'discord-api-types/v10'
import type { APIGuildMember, APIRole, APITextChannel } from 'discord-api-types/v10'
import { must } from './state.ts'
import type { Channel, Member, Role, World } from './state.ts'
import { userJson } from './user-json.ts'

export function memberJson(world: World, member: Member): APIGuildMember {
  return {
    user: userJson(must(world.users.get(member.userId), member.userId)),
    roles: member.roleIds,
    pending: member.isPending,
    joined_at: new Date(member.joinedAt).toISOString(),
    nick: null,
    avatar: null,
    banner: null,
    premium_since: null,
    communication_disabled_until: null,
    ...FLAGLESS,
    mute: false,
    deaf: false,
  }
}

export function roleJson(role: Role, position: number): APIRole {
  return {
    id: role.id,
    name: role.name,
    position,
    permissions: '0',
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: role.isManaged,
    mentionable: false,
    icon: null,
    unicode_emoji: null,
    ...FLAGLESS,
  }
}

export function channelJson(channel: Channel, position: number): APITextChannel {
  return {
    id: channel.id,
    guild_id: channel.guildId,
    type: ChannelType.GuildText,
    name: channel.name,
    nsfw: channel.isNsfw,
    position,
    ...FLAGLESS,
    topic: null,
    parent_id: null,
    last_message_id: null,
    rate_limit_per_user: 0,
    permission_overwrites: [],
  }
}

// The published types are of flags that have names; none has none.
const FLAGLESS = { flags: 0 }
