import type { VendorAnswer, VendorRequest } from '../kit/vendor.ts'
import { withScope } from './access.ts'
import type { Viewer } from './access.ts'
import { badSnowflake, numberIn, refusal } from './answers.ts'
import type { Discord } from './discord.ts'
import { ownGuildJson } from './guild-json.ts'
import { memberJson } from './guild-parts.ts'
import type { Routes } from './routes.ts'
import { compareIds } from './state.ts'
import { connectionJson, ownUserJson } from './user-json.ts'

/** https://docs.discord.com/developers/resources/user */
export const meRoutes: Routes = {
  'GET /users/@me': withScope('identify', true, me),
  'GET /users/@me/guilds': withScope('guilds', true, guilds),
  'GET /users/@me/guilds/:guild_id/member': withScope('guilds.members.read', false, membership),
  'GET /users/@me/connections': withScope('connections', true, connections),
}

function me(_: Discord, _request: VendorRequest, { user, isBot, scopes }: Viewer): VendorAnswer {
  return { status: 200, body: ownUserJson(user, !isBot && scopes.includes('email')) }
}

/** Pages by id, upwards from `after`. */
function guilds(discord: Discord, request: VendorRequest, { user }: Viewer): VendorAnswer {
  const after = request.query.get('after')
  const before = request.query.get('before')
  const limit = numberIn(request, 'limit', { least: 1, most: 200, otherwise: 200 })
  if (typeof limit !== 'number') return limit
  const bad = badSnowflake({ after, before })
  if (bad) return bad
  const mine = [...discord.world.guilds.values()]
    .filter((guild) => guild.members.has(user.id))
    .filter(({ id }) => after === null || compareIds(id, after) > 0)
    .filter(({ id }) => before === null || compareIds(id, before) < 0)
    .sort((a, b) => compareIds(a.id, b.id))
  return { status: 200, body: mine.slice(0, limit).map((guild) => ownGuildJson(guild, user.id)) }
}

/** To a user, a guild that it is not in is unknown. */
function membership({ world }: Discord, request: VendorRequest, { user }: Viewer): VendorAnswer {
  const member = world.guilds.get(request.params.guild_id ?? '')?.members.get(user.id)
  if (!member) return refusal('unknownGuild')
  return { status: 200, body: memberJson(world, member) }
}

function connections(_: Discord, _request: VendorRequest, { user }: Viewer): VendorAnswer {
  return { status: 200, body: user.connections.map(connectionJson) }
}
