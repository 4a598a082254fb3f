import { textOf } from '../kit/people.ts'
import type { Discord } from './discord.ts'
import { channelOf, must } from './state.ts'
import type { Guild, Member, Message, Role, User } from './state.ts'

/** An order at the control door, as it came. */
export type Order = Record<string, unknown>

/** A person's account, opened at the first mention. */
export function userIn(discord: Discord, order: Order, now: number): User {
  return discord.people.of(textOf(order, 'who'), now)
}

/** By id or by name. */
export function guildIn({ world }: Discord, order: Order): Guild {
  const named = textOf(order, 'guild')
  const guilds = [...world.guilds.values()]
  return must(
    world.guilds.get(named) ?? guilds.find(({ name }) => name === named),
    `guild ${named}`,
  )
}

/** A role of a guild, by id or by name. */
export function roleIn(guild: Guild, order: Order): Role {
  const named = textOf(order, 'role')
  return must(
    guild.roles.find(({ id, name }) => id === named || name === named),
    `role ${named}`,
  )
}

export function memberIn(
  discord: Discord,
  order: Order,
  now: number,
): { guild: Guild; member: Member } {
  const guild = guildIn(discord, order)
  const { id } = userIn(discord, order, now)
  return { guild, member: must(guild.members.get(id), `member ${textOf(order, 'who')}`) }
}

/** A channel by its id. */
export function placeIn({ world }: Discord, order: Order) {
  const id = textOf(order, 'channel')
  return must(channelOf(world, id), `channel ${id}`)
}

export function messageIn({ world }: Discord, order: Order): Message {
  return messageOf(world.messages, textOf(order, 'message'))
}

export function messageOf(messages: readonly Message[], id: string): Message {
  return must(
    messages.find((each) => each.id === id && each.deletedAt === undefined),
    `message ${id}`,
  )
}

/** An optional text; anything else is refused, so that a slip in a test does not pass unseen. */
export function optionalText(order: Order, field: string): string | undefined {
  return order[field] === undefined ? undefined : textOf(order, field)
}

export function textsIn(order: Order, field: string): string[] | undefined {
  const value = order[field]
  if (value === undefined) return undefined
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value
  throw new Error(`"${field}" must be a list of strings`)
}

export function numberIn(order: Order, field: string): number | undefined {
  const value = order[field]
  if (value === undefined || typeof value === 'number') return value
  throw new Error(`"${field}" must be a number`)
}
