import { describe, expect, it } from '@jest/globals'
import { Failure } from '../../src/domain/failure.ts'
import { discordMember } from '../../src/rules/discord-member.ts'
import { attested, findingOf, ruleOf, wrongFields } from '../support/fakes.ts'

const guild = '100000000000000001'
const other = '100000000000000002'
const [gold, silver] = ['200000000000000001', '200000000000000002']

const server = (id: string, ...roles: string[]) => ({
  id,
  roles: roles.map((role) => ({ id: role })),
})
const rule = (...servers: ReturnType<typeof server>[]) =>
  ruleOf(discordMember, { metadata: { discordServersToJoin: servers } })

/** Discord in which user 102, and nobody else, is a member of these guilds. */
const discordWith = (members: Record<string, { roles: string[]; isPending?: boolean }>) => ({
  discord: {
    findMember: async (guildId: string, userId: string) => {
      const member = userId === '102' ? members[guildId] : undefined
      return member && { isPending: false, ...member }
    },
  },
})

describe('discord_member', () => {
  it('pays a member with every role, once per Discord account', async () => {
    const discord = discordWith({
      [guild]: { roles: [gold, silver] },
      [other]: { roles: [gold] },
    })
    const asked = rule(server(guild, gold, silver), server(other, gold))
    expect(await findingOf(discordMember, asked, discord)).toMatchObject({
      kind: 'met',
      evidence: { account: '102', servers: [guild, other], roles: [gold, silver, gold] },
      proofs: ['discord:account:102'],
      trust: 'first_party',
    })
  })

  it.each([
    ['one who is no member', {}, 'not_a_member'],
    ['a member of another server', { [other]: { roles: [gold, silver] } }, 'not_a_member'],
    [
      'a member whom the server still screens',
      { [guild]: { roles: [gold, silver], isPending: true } },
      'member_pending',
    ],
    ['a member without the roles', { [guild]: { roles: [] } }, 'role_missing'],
    ['a member with one role of two', { [guild]: { roles: [gold] } }, 'role_missing'],
  ])('does not pay %s', async (_, members, reason) => {
    const asked = rule(server(guild, gold, silver))
    expect(await findingOf(discordMember, asked, discordWith(members))).toMatchObject({
      kind: 'unmet',
      reason,
      message: 'Quest not achieved, please try again.',
    })
  })

  it('does not pay a member of one server of two', async () => {
    const discord = discordWith({ [guild]: { roles: [gold] } })
    const asked = rule(server(guild, gold), server(other, gold))
    expect(await findingOf(discordMember, asked, discord)).toMatchObject({
      kind: 'unmet',
      evidence: { server: other },
    })
  })

  it('trusts an account that the caller only named no further than the caller', async () => {
    const discord = discordWith({ [guild]: { roles: [gold] } })
    const user = attested('discord')
    expect(
      await findingOf(discordMember, rule(server(guild, gold)), discord, { user }),
    ).toMatchObject({ kind: 'met', trust: 'attested' })
  })

  it('asks for a Discord account first', async () => {
    const user = attested('x')
    expect(await findingOf(discordMember, rule(server(guild, gold)), {}, { user })).toMatchObject({
      code: 'not_connected',
      message: 'Discord not connected',
    })
  })

  it.each(['rule_misconfigured', 'provider_limited', 'provider_unavailable'] as const)(
    'keeps %s a failure, never a no',
    async (code) => {
      const findMember = () => Promise.reject(new Failure(code, 'Discord said so'))
      const finding = await findingOf(discordMember, rule(server(guild, gold)), {
        discord: { findMember },
      })
      expect(finding).toMatchObject({ code })
    },
  )
})

describe('a discord_member rule', () => {
  it.each([
    [{}, '/metadata/discordServersToJoin'],
    [{ discordServersToJoin: [] }, '/metadata/discordServersToJoin'],
    [{ discordServersToJoin: [{ id: guild }] }, '/metadata/discordServersToJoin/0/roles'],
    [{ discordServersToJoin: [server(guild)] }, '/metadata/discordServersToJoin/0/roles'],
    [{ discordServersToJoin: [server('my server', gold)] }, '/metadata/discordServersToJoin/0/id'],
  ])('is refused with %j', (metadata, pointer) => {
    expect(wrongFields(discordMember, { metadata })).toMatchObject([{ pointer }])
  })
})
