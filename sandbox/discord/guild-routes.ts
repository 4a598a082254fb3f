import type { VendorAnswer, VendorRequest } from '../kit/vendor.ts'
import { botOf, inGuild } from './access.ts'
import { NO_CONTENT, refusal } from './answers.ts'
import type { Discord } from './discord.ts'
import { tellMemberUpdate } from './events.ts'
import { guildJson } from './guild-json.ts'
import { memberJson, roleJson } from './guild-parts.ts'
import type { Routes } from './routes.ts'
import { rankOf } from './state.ts'
import type { Guild, Member } from './state.ts'

/** https://docs.discord.com/developers/resources/guild */
export const guildRoutes: Routes = {
  'GET /guilds/:guild_id': inGuild('VIEW_CHANNEL', whole),
  'GET /guilds/:guild_id/roles': inGuild('VIEW_CHANNEL', roles),
  'GET /guilds/:guild_id/members/:user_id': inGuild('VIEW_CHANNEL', member),
  'PUT /guilds/:guild_id/members/:user_id/roles/:role_id': inGuild('MANAGE_ROLES', giveRole),
  'DELETE /guilds/:guild_id/members/:user_id/roles/:role_id': inGuild('MANAGE_ROLES', takeRole),
}

function whole(_: Discord, request: VendorRequest, guild: Guild): VendorAnswer {
  const isCounted = request.query.get('with_counts') === 'true'
  const count = { approximate_member_count: guild.members.size, approximate_presence_count: 0 }
  return { status: 200, body: { ...guildJson(guild), ...(isCounted && count) } }
}

function roles(_: Discord, _request: VendorRequest, guild: Guild): VendorAnswer {
  return { status: 200, body: guild.roles.map(roleJson) }
}

/** 10013 is nobody at all, 10007 somebody who is not in the guild. */
function member(discord: Discord, request: VendorRequest, guild: Guild): VendorAnswer {
  const found = memberAt(discord, request, guild)
  if ('status' in found) return found
  return { status: 200, body: memberJson(discord.world, found) }
}

function giveRole(discord: Discord, request: VendorRequest, guild: Guild): VendorAnswer {
  return changeRole(discord, request, guild, (ids, id) => [...ids, id])
}

function takeRole(discord: Discord, request: VendorRequest, guild: Guild): VendorAnswer {
  return changeRole(discord, request, guild, (ids, id) => ids.filter((each) => each !== id))
}

/** Done twice it is done once. The bot reaches only what stands below its own highest role. */
function changeRole(
  discord: Discord,
  request: VendorRequest,
  guild: Guild,
  change: (ids: string[], id: string) => string[],
): VendorAnswer {
  const found = memberAt(discord, request, guild)
  if ('status' in found) return found
  const place = guild.roles.findIndex(({ id }) => id === request.params.role_id)
  const role = guild.roles[place]
  if (!role) return refusal('unknownRole')
  const reach = rankOf(guild, guild.members.get(botOf(discord).id))
  if (place === 0 || role.isManaged || place >= reach) return refusal('missingPermissions')

  const changed = [...new Set(change(found.roleIds, role.id))]
  if (changed.length === found.roleIds.length) return NO_CONTENT
  found.roleIds = changed
  tellMemberUpdate(discord, guild, found)
  return NO_CONTENT
}

function memberAt(discord: Discord, request: VendorRequest, guild: Guild): Member | VendorAnswer {
  const id = request.params.user_id ?? ''
  const found = guild.members.get(id)
  const isSeen = found && found.joinedAt <= request.now - request.lagMs
  if (isSeen) return found
  return refusal(discord.world.users.has(id) ? 'unknownMember' : 'unknownUser')
}
