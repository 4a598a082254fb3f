import { textOf } from '../kit/people.ts'
import type { Acts } from './acts.ts'
import { BOT } from './discord.ts'
import type { Discord } from './discord.ts'
import { tellGuild, tellGuildGone } from './events.ts'
import { guildIn, numberIn, optionalText, roleIn, textsIn, userIn } from './order.ts'
import type { Order } from './order.ts'
import { must } from './state.ts'
import type { Guild, Permission, Role } from './state.ts'

const BOT_PERMISSIONS: readonly Permission[] = [
  'VIEW_CHANNEL',
  'READ_MESSAGE_HISTORY',
  'MANAGE_ROLES',
]

export function guildActs(discord: Discord): Acts {
  return {
    create_guild: (order, now) => create(discord, order, now),
    create_role: (order, now) => {
      const guild = guildIn(discord, order)
      return { id: addRole(discord, guild, textOf(order, 'name'), now).id }
    },
    create_channel: (order, now) => {
      const isNsfw = order.nsfw === true
      return {
        id: addChannel(discord, guildIn(discord, order), textOf(order, 'name'), isNsfw, now),
      }
    },
    raise_role: (order) => raise(guildIn(discord, order), order),
    delete_guild: (order) => remove(discord, guildIn(discord, order)),
    add_bot: (order, now) => addBot(discord, guildIn(discord, order), now),
    remove_bot: (order) => removeBot(discord, guildIn(discord, order)),
    bot_permissions: (order) => setPermissions(guildIn(discord, order), order),
    build_index: (order, now) => {
      guildIn(discord, order).indexedAt = now + (numberIn(order, 'seconds') ?? 0) * 1000
    },
  }
}

/** `who` owns it; it has `channels` (default `general`) and `roles`, lowest first, and the bot above them. */
function create(discord: Discord, order: Order, now: number) {
  const owner = userIn(discord, order, now)
  const id = discord.nextId(now)
  const everyone = { id, name: '@everyone', isManaged: false }
  const facts = { id, name: optionalText(order, 'name') ?? 'Guild', ownerId: owner.id }
  const lists = { channels: [], members: new Map(), banned: new Set<string>() }
  const guild: Guild = { ...facts, ...lists, roles: [everyone], botPermissions: new Set() }
  guild.members.set(owner.id, { userId: owner.id, roleIds: [], isPending: false, joinedAt: now })
  for (const name of textsIn(order, 'channels') ?? ['general'])
    addChannel(discord, guild, name, false, now)
  for (const name of textsIn(order, 'roles') ?? []) addRole(discord, guild, name, now)
  discord.world.guilds.set(id, guild)
  if (order.bot !== false) addBot(discord, guild, now)
  return { guild: id, channels: idsOf(guild.channels), roles: idsOf(guild.roles) }
}

/** New roles stand below the bot's own, so that it may give them; `raise_role` changes that. */
function addRole(discord: Discord, guild: Guild, name: string, now: number): Role {
  const role = { id: discord.nextId(now), name, isManaged: false }
  const bots = guild.roles.findIndex(({ isManaged }) => isManaged)
  guild.roles.splice(bots < 0 ? guild.roles.length : bots, 0, role)
  return role
}

function addChannel(
  discord: Discord,
  guild: Guild,
  name: string,
  isNsfw: boolean,
  now: number,
): string {
  const id = discord.nextId(now)
  guild.channels.push({ id, guildId: guild.id, name, isNsfw })
  return id
}

/** Puts a role above all others, the bot's among them. */
function raise(guild: Guild, order: Order): void {
  const role = roleIn(guild, order)
  guild.roles = [...guild.roles.filter((each) => each !== role), role]
}

function remove(discord: Discord, guild: Guild): void {
  discord.world.guilds.delete(guild.id)
  if (isIn(discord, guild)) tellGuildGone(discord, guild.id)
}

/** The bot comes with a role of its own name, which nobody can give by hand. */
function addBot(discord: Discord, guild: Guild, now: number): void {
  const bot = discord.people.of(BOT, now)
  const role = { id: discord.nextId(now), name: bot.username, isManaged: true }
  guild.roles.push(role)
  guild.members.set(bot.id, { userId: bot.id, roleIds: [role.id], isPending: false, joinedAt: now })
  guild.botPermissions = new Set(BOT_PERMISSIONS)
  tellGuild(discord, guild)
}

function removeBot(discord: Discord, guild: Guild): void {
  if (!isIn(discord, guild)) return
  guild.members.delete(discord.people.find(BOT)?.id ?? '')
  guild.roles = guild.roles.filter(({ isManaged }) => !isManaged)
  tellGuildGone(discord, guild.id)
}

function setPermissions(guild: Guild, order: Order) {
  const named = textsIn(order, 'permissions') ?? []
  const permissions = named.map((name) => {
    return must(
      BOT_PERMISSIONS.find((each) => each === name),
      `permission ${name}`,
    )
  })
  guild.botPermissions = new Set(permissions)
  return { permissions }
}

function isIn(discord: Discord, guild: Guild): boolean {
  return guild.members.has(discord.people.find(BOT)?.id ?? '')
}

function idsOf(things: { id: string; name: string }[]): Record<string, string> {
  return Object.fromEntries(things.map(({ id, name }) => [name, id]))
}
