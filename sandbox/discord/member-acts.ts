import type { Acts } from './acts.ts'
import type { Discord } from './discord.ts'
import { tellMemberAdd, tellMemberRemove, tellMemberUpdate } from './events.ts'
import { guildIn, memberIn, roleIn, userIn } from './order.ts'
import type { Order } from './order.ts'

export function memberActs(discord: Discord): Acts {
  return {
    join: (order, now) => join(discord, order, now),
    pass_screening: (order, now) => passScreening(discord, order, now),
    leave: (order, now) => leave(discord, order, now),
    ban: (order, now) => ban(discord, order, now),
    unban: (order, now) => {
      guildIn(discord, order).banned.delete(userIn(discord, order, now).id)
    },
    give_role: (order, now) => changeRoles(discord, order, now, (ids, id) => [...ids, id]),
    take_role: (order, now) =>
      changeRoles(discord, order, now, (ids, id) => ids.filter((each) => each !== id)),
  }
}

/** With `pending`, the newcomer has still to pass the screening. */
function join(discord: Discord, order: Order, now: number) {
  const guild = guildIn(discord, order)
  const { id: userId } = userIn(discord, order, now)
  if (guild.banned.has(userId)) throw new Error('that user is banned')
  if (guild.members.has(userId)) return { user: userId }
  const member = { userId, roleIds: [], isPending: order.pending === true, joinedAt: now }
  guild.members.set(userId, member)
  tellMemberAdd(discord, guild, member)
  return { user: userId }
}

function passScreening(discord: Discord, order: Order, now: number): void {
  const { guild, member } = memberIn(discord, order, now)
  member.isPending = false
  tellMemberUpdate(discord, guild, member)
}

function leave(discord: Discord, order: Order, now: number): void {
  const { guild, member } = memberIn(discord, order, now)
  guild.members.delete(member.userId)
  tellMemberRemove(discord, guild, member.userId)
}

function ban(discord: Discord, order: Order, now: number): void {
  const guild = guildIn(discord, order)
  const { id } = userIn(discord, order, now)
  guild.banned.add(id)
  if (guild.members.delete(id)) tellMemberRemove(discord, guild, id)
}

function changeRoles(
  discord: Discord,
  order: Order,
  now: number,
  change: (ids: string[], id: string) => string[],
): void {
  const { guild, member } = memberIn(discord, order, now)
  member.roleIds = [...new Set(change(member.roleIds, roleIn(guild, order).id))]
  tellMemberUpdate(discord, guild, member)
}
