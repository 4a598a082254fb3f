import { z } from 'zod'
import { trustOfProof } from '../domain/user.ts'
import { met, unmet, weakest } from '../domain/verdict.ts'
import type { Verdict } from '../domain/verdict.ts'
import { defineRule } from './define.ts'
import { notAchieved } from './messages.ts'

const snowflake = z.string().regex(/^\d{17,20}$/, 'must be a Discord id')

/**
 * Is a member of every server listed and has every role listed there. No source says whether one role of
 * several is enough; all of them is the reading that pays nobody too early. A member whom the server still
 * screens is not one yet.
 */
export const discordMember = defineRule({
  type: 'discord_member',
  title: 'Get a Discord role',
  description: 'The user is a member of your Discord server and has the roles you name.',
  family: 'social',
  trust: 'first_party',
  provider: 'discord',
  requires: 'discord',
  claimTypes: ['manual'],
  rewardTypes: ['points', 'multiplier', 'badge'],
  intervals: ['once'],
  metadata: {
    discordServersToJoin: z
      .array(
        z.object({
          id: snowflake.meta({ title: 'Server id' }),
          roles: z
            .array(z.object({ id: snowflake.meta({ title: 'Role id' }) }))
            .min(1)
            .max(50)
            .meta({ title: 'Roles, all of them needed' }),
        }),
      )
      .min(1)
      .max(20)
      .meta({ title: 'Servers, all of them needed', group: 'basics' }),
  },

  async verify({ rule, account }, { discord }): Promise<Verdict> {
    const servers = rule.metadata.discordServersToJoin
    const evidence = { account: account.id, servers: servers.map(({ id }) => id) }

    for (const { id: server, roles } of servers) {
      const seen = { account: account.id, server }
      const member = await discord.findMember(server, account.id)
      if (!member) return unmet('not_a_member', notAchieved, seen)
      if (member.isPending) return unmet('member_pending', notAchieved, seen)

      const missing = roles.map(({ id }) => id).filter((role) => !member.roles.includes(role))
      if (missing.length > 0) {
        return unmet('role_missing', notAchieved, { ...seen, missingRoles: missing })
      }
    }
    const roles = servers.flatMap((server) => server.roles.map(({ id }) => id))
    return met(
      1,
      { ...evidence, roles },
      {
        proofs: [`discord:account:${account.id}`],
        trust: weakest('first_party', trustOfProof(account.proof)),
      },
    )
  },
})
