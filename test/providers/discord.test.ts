import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createDiscord as createStandIn } from '../../sandbox/discord/index.ts'
import { createControl } from '../../sandbox/kit/control.ts'
import type { Control } from '../../sandbox/kit/control.ts'
import type { FaultOrder } from '../../sandbox/kit/faults.ts'
import { startVendor } from '../../sandbox/kit/vendor.ts'
import type { Vendor } from '../../sandbox/kit/vendor.ts'
import { createDiscord } from '../../src/providers/discord.ts'
import type { DiscordOptions } from '../../src/providers/discord.ts'
import type { ProviderCall } from '../../src/providers/http.ts'
import type { Discord } from '../../src/providers/index.ts'
import { failureOf, outages, timeoutMs } from './faults.ts'

let vendor: Vendor
let control: Control
let discord: Discord
let calls: ProviderCall[]
let guild: { guild: string; roles: Record<string, string> }
let alice: { id: string; token: string }
let botToken: string

beforeAll(async () => {
  vendor = await startVendor(createStandIn())
  control = createControl(vendor.url)
})
afterAll(() => vendor.stop())
beforeEach(async () => {
  await control.reset()
  guild = await control.do({ do: 'create_guild', who: 'acme', name: 'Acme', roles: ['vip', 'og'] })
  alice = await control.do({ do: 'issue_token', who: 'alice' })
  botToken = (await control.do({ do: 'issue_token', who: 'bot' })).token!
  calls = []
  discord = discordOf(botToken)
})

function discordOf(token: string, more: Partial<DiscordOptions> = {}): Discord {
  const observe = (call: ProviderCall) => void calls.push(call)
  return createDiscord({ baseUrl: `${vendor.url}/api`, botToken: token, observe, ...more })
}

const act = (name: string, more = {}) =>
  control.do({ do: name, who: 'alice', guild: guild.guild, ...more })
const member = (userId = alice.id) => discord.findMember(guild.guild, userId)

// First, since discord.js keeps a timer for as long as it would have waited.
it('a server whose limit is spent is not asked again before its time', async () => {
  await member()
  await control.faults({ kind: 'limit', retryAfterSeconds: 3, next: 1 })
  await failureOf(member())
  const failure = await failureOf(member())
  expect(failure.code).toBe('provider_limited')
  expect(failure.retryAfterSeconds).toBeGreaterThan(1)
  expect(calls.map(({ status }) => status)).toEqual([404, 429])
})

describe('a member', () => {
  it('is one from joining to leaving', async () => {
    expect(await member()).toBeUndefined()
    await act('join')
    expect(await member()).toEqual({ roles: [], isPending: false })
    await act('leave')
    expect(await member()).toBeUndefined()
  })

  it('is not one who was banned, nor somebody else, nor nobody', async () => {
    await act('join')
    const { id: bob } = await control.do({ do: 'create_user', who: 'bob' })
    expect(await member(bob)).toBeUndefined()
    expect(await member('1')).toBeUndefined()
    await act('ban')
    expect(await member()).toBeUndefined()
  })

  it('is pending until the screening is passed', async () => {
    await act('join', { pending: true })
    expect(await member()).toMatchObject({ isPending: true })
    await act('pass_screening')
    expect(await member()).toMatchObject({ isPending: false })
  })

  it('has the roles that were given and not taken', async () => {
    await act('join')
    await act('give_role', { role: 'vip' })
    await act('give_role', { role: 'og' })
    await act('take_role', { role: 'og' })
    expect(await member()).toMatchObject({ roles: [guild.roles.vip] })
  })

  it('is asked for by an id only', async () => {
    expect((await failureOf(member('../../users'))).code).toBe('provider_refused')
    expect((await failureOf(discord.findMember('', alice.id))).code).toBe('provider_refused')
    expect(calls).toEqual([])
  })

  it('is waited for where the bucket of this second is empty', async () => {
    await act('join')
    const answers = await Promise.all(Array.from({ length: 60 }, () => member()))
    expect(new Set(answers.map((answer) => answer?.isPending))).toEqual(new Set([false]))
    expect(calls.every(({ status }) => status === 200)).toBe(true)
  })
})

describe('a server', () => {
  it.each(['remove_bot', 'delete_guild'])('after %s is the operator’s to mend', async (name) => {
    await act('join')
    await act(name)
    expect((await failureOf(member())).code).toBe('rule_misconfigured')
  })

  it('that shows our bot nothing is the operator’s to mend', async () => {
    await act('join')
    await act('bot_permissions', { permissions: [] })
    expect((await failureOf(member())).code).toBe('rule_misconfigured')
  })

  it('that refuses without a code we know is no answer', async () => {
    const body = { message: 'Missing Permissions', code: 50013 }
    await control.faults({ kind: 'status', status: 403, body, next: 1 })
    expect((await failureOf(member())).code).toBe('rule_misconfigured')
    await control.faults({ kind: 'status', status: 404, body: { message: 'no', code: 0 } })
    expect((await failureOf(member())).code).toBe('provider_refused')
  })
})

it('the owner of a token is named by id and name', async () => {
  await control.do({ do: 'create_user', who: 'alice', username: 'ada' })
  expect(await discord.owner(alice.token)).toEqual({ id: alice.id, handle: 'ada' })
})

const questions: [string, () => Promise<unknown>, string][] = [
  ['owner', () => discord.owner(alice.token), 'username'],
  ['findMember', () => member(), 'roles'],
]

describe.each(questions)('%s', (name, question, field) => {
  beforeEach(() => act('join'))

  it.each(outages)('names %s', async (_, fault, code) => {
    if (fault.kind === 'slow') discord = discordOf(botToken, { timeoutMs })
    await control.faults({ ...fault, next: 1 })
    expect((await failureOf(question())).code).toBe(code)
  })

  it('names a value of another type', async () => {
    const body = { [field]: 404, id: alice.id, pending: false }
    await control.faults({ kind: 'status', status: 200, body, next: 1 })
    expect((await failureOf(question())).code).toBe('provider_changed')
  })

  it('survives fields it does not know', async () => {
    const before = await question()
    await control.faults({ kind: 'unknown_field' })
    expect(await question()).toEqual(before)
  })

  it.each(['user', 'shared', 'global'])('waits for a limit of scope %s', async (form) => {
    await control.faults({ kind: 'limit', form, retryAfterSeconds: 7.25, next: 1 })
    expect(await failureOf(question())).toMatchObject({
      code: 'provider_limited',
      retryAfterSeconds: 7.25,
    })
  })

  it('waits for a limit that the edge tells with a web page', async () => {
    await control.faults({ kind: 'limit', form: 'edge', retryAfterSeconds: 7, next: 1 })
    const failure = await failureOf(question())
    expect(failure).toMatchObject({ code: 'provider_limited', retryAfterSeconds: 7 })
  })

  it('waits a second for a limit that tells no wait', async () => {
    const limit: FaultOrder = { kind: 'status', status: 429, body: { message: 'slow down' } }
    await control.faults({ ...limit, next: 1 })
    const failure = await failureOf(question())
    expect(failure).toMatchObject({ code: 'provider_limited', retryAfterSeconds: 1 })
  })

  it('tells a timeout as such', async () => {
    discord = discordOf(botToken, { timeoutMs })
    await control.faults({ kind: 'slow', ms: 3 * timeoutMs, next: 1 })
    expect((await failureOf(question())).message).toBe('Discord request timeout')
  })

  it('is answered again after a token was refused once', async () => {
    await control.faults({ kind: 'token_dead', next: 1 })
    const code = name === 'owner' ? 'provider_unauthorized' : 'rule_misconfigured'
    expect((await failureOf(question())).code).toBe(code)
    expect(await question()).toBeDefined()
  })
})

it("a user's dead or narrow token asks the user to reconnect", async () => {
  await control.do({ do: 'narrow_scopes', who: 'alice', scopes: ['guilds'] })
  expect((await failureOf(discord.owner(alice.token))).code).toBe('provider_unauthorized')
  await control.do({ do: 'revoke_token', who: 'alice' })
  const failure = await failureOf(discord.owner(alice.token))
  expect(failure.code).toBe('provider_unauthorized')
  expect(failure.message).not.toContain(alice.token)
})

it('the limit of one user is not that of another', async () => {
  await control.faults({ kind: 'limit', retryAfterSeconds: 60, next: 1 })
  expect((await failureOf(discord.owner(alice.token))).code).toBe('provider_limited')
  const bob = await control.do<{ id: string; token: string }>({ do: 'issue_token', who: 'bob' })
  expect(await discord.owner(bob.token)).toMatchObject({ id: bob.id })
})

it('our own dead token is no matter of the user', async () => {
  const failure = await failureOf(discordOf('dead-token').findMember(guild.guild, alice.id))
  expect(failure.code).toBe('rule_misconfigured')
  expect(failure.message).not.toContain('dead-token')
})

it('each call is reported with its status', async () => {
  await member()
  await control.faults({ kind: 'drop', when: 'before', next: 1 })
  await failureOf(member())
  expect(calls.map(({ provider, status }) => [provider, status])).toEqual([
    ['discord', 404],
    ['discord', 0],
  ])
})
