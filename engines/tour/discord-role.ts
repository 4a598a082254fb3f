import { paidClaim, paymentIn } from './claim.ts'
import { act } from './sandbox.ts'
import type { Step } from './tour.ts'

export const haveRoleOnDiscord: Step = {
  title: 'a member of the Discord server has the role and is paid',
  async run(cast) {
    const { discord, world } = cast.sandbox
    const { guild, role } = world.discord
    const rule = await cast.newRule('discord_member', 'have a role on Discord', {
      amount: 30,
      metadata: { discordServersToJoin: [{ id: guild, roles: [{ id: role }] }] },
    })
    const who = cast.newName('member')
    const { id = '' } = await act(discord, { do: 'create_user', who })
    await act(discord, { do: 'join', who, guild })
    await act(discord, { do: 'give_role', who, guild, role })
    const user = await cast.newUser(who, { discordUser: who, discordUserId: id })
    return paymentIn(await paidClaim(cast, rule, user), '30')
  },
}
