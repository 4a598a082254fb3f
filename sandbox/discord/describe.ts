import type { Discord } from './discord.ts'

/** The whole state, as the control door shows it: no secrets. */
export function describe({ world, people, tokens, gateway, buckets }: Discord) {
  return {
    people: Object.fromEntries(people.entries().map(([who, { id }]) => [who, id])),
    users: [...world.users.values()],
    guilds: [...world.guilds.values()].map((guild) => ({
      ...guild,
      members: [...guild.members.values()],
      banned: [...guild.banned],
      botPermissions: [...guild.botPermissions],
    })),
    messages: world.messages,
    privileged: world.privileged,
    tokens: tokens.list(),
    sessions: gateway.describe(),
    buckets: buckets.size,
  }
}
