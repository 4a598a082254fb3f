import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals'
import {
  Client,
  DiscordAPIError,
  Events,
  GatewayIntentBits,
  HTTPError,
  REST,
  RateLimitError,
} from 'discord.js'
import type { Message } from 'discord.js'
import { createDiscord } from '../../sandbox/discord/index.ts'
import { createControl } from '../../sandbox/kit/control.ts'
import type { Act, Control } from '../../sandbox/kit/control.ts'
import { startVendor } from '../../sandbox/kit/vendor.ts'
import type { Vendor } from '../../sandbox/kit/vendor.ts'
import { complaintsOf, loadContract } from '../support/contract.ts'

interface Made {
  guild: string
  channels: Record<string, string>
  roles: Record<string, string>
}

type Path = `/${string}`

let vendor: Vendor
let control: Control
let made: Made
let guild: Path
let general: string

beforeAll(async () => {
  vendor = await startVendor(createDiscord())
  control = createControl(vendor.url)
})
beforeEach(async () => {
  await control.reset()
  const order = { do: 'create_guild', who: 'owner', name: 'Acme', roles: ['og', 'mod'] }
  made = await control.do<Made>(order)
  guild = `/guilds/${made.guild}`
  general = made.channels.general ?? ''
})
afterAll(() => vendor.stop())

const clients: Client[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) await client.destroy()
})

const options = () => ({
  version: '10',
  api: `${vendor.url}/api`,
  rejectOnRateLimit: () => true,
  retries: 0,
})

async function bot(): Promise<REST> {
  const { token } = await control.do({ do: 'issue_token', who: 'bot' })
  return new REST(options()).setToken(token ?? '')
}

async function user(who: string, scopes?: string[]): Promise<REST> {
  const { token } = await control.do({ do: 'issue_token', who, ...(scopes && { scopes }) })
  return new REST({ ...options(), authPrefix: 'Bearer' }).setToken(token ?? '')
}

async function idOf(who: string): Promise<string> {
  return (await control.do({ do: 'create_user', who })).id ?? ''
}

/** What a call says: its answer, or the status and code of its refusal. */
async function saidBy(call: Promise<unknown>): Promise<unknown> {
  return call.catch((error: unknown) => {
    if (error instanceof DiscordAPIError) return [error.status, error.code]
    if (error instanceof HTTPError) return [error.status]
    throw error
  })
}

async function doAll(acts: Act[]): Promise<void> {
  for (const act of acts) await control.do(act)
}

const join = { do: 'join', who: 'alice', guild: 'Acme' }

it.each<[string, Act[], unknown]>([
  ['a member', [join], { pending: false, roles: [], user: { username: 'alice' } }],
  ['somebody still pending', [{ ...join, pending: true }], { pending: true }],
  [
    'who passed the screening',
    [{ ...join, pending: true }, act('pass_screening')],
    { pending: false },
  ],
  ['a stranger', [], [404, 10007]],
  ['who left', [join, act('leave')], [404, 10007]],
  ['who was banned', [join, act('ban')], [404, 10007]],
  ['anybody once the bot is out', [join, act('remove_bot')], [403, 50001]],
  [
    'anybody once the bot may not look',
    [join, { ...act('bot_permissions'), permissions: [] }],
    [403, 50001],
  ],
  ['anybody of a guild that is no more', [join, act('delete_guild')], [404, 10004]],
])('of %s the bot is told %j %j', async (_, acts, said) => {
  const alice = await idOf('alice')
  await doAll(acts)
  expect(await saidBy((await bot()).get(`${guild}/members/${alice}`))).toMatchObject(said as object)
})

function act(name: string): Act {
  return { do: name, who: 'alice', guild: 'Acme' }
}

it('a user of no such id is 10013, and an id that is none is 50035', async () => {
  const rest = await bot()
  expect(await saidBy(rest.get(`${guild}/members/123456789012345678`))).toEqual([404, 10013])
  expect(await saidBy(rest.get(`${guild}/members/alice`))).toEqual([400, 50035])
})

it.each<[string, Act[], unknown, boolean]>([
  ['given', [join], undefined, true],
  ['given twice', [join, { ...act('give_role'), role: 'og' }], undefined, true],
  [
    'refused above the bot’s own',
    [join, { ...act('raise_role'), role: 'og' }],
    [403, 50013],
    false,
  ],
  [
    'refused without the permission',
    [join, { ...act('bot_permissions'), permissions: ['VIEW_CHANNEL'] }],
    [403, 50013],
    false,
  ],
  ['refused to who is not in', [], [404, 10007], false],
])('a role is %s (%j): %j', async (_, acts, said, has) => {
  const alice = await idOf('alice')
  await doAll(acts)
  const rest = await bot()
  const put = rest.put(`${guild}/members/${alice}/roles/${made.roles.og}`, { reason: 'earned' })
  const answer = await saidBy(put)
  expect(Array.isArray(answer) ? answer : undefined).toEqual(said)
  if (!has) return
  expect(await rest.get(`${guild}/members/${alice}`)).toMatchObject({ roles: [made.roles.og] })
  await rest.delete(`${guild}/members/${alice}/roles/${made.roles.og}`)
  expect(await rest.get(`${guild}/members/${alice}`)).toMatchObject({ roles: [] })
})

it.each([
  ['unknown', () => '123456789012345678', 10011],
  ['everybody’s', () => made.guild, 50013],
  ['the bot’s own', () => made.roles.bot, 50013],
])('a role that is %s cannot be given', async (_, roleId, code) => {
  const alice = await idOf('alice')
  await control.do(join)
  const answer = await saidBy((await bot()).put(`${guild}/members/${alice}/roles/${roleId()}`))
  expect(answer).toMatchObject([expect.any(Number), code])
})

it('roles are listed in their order, with the guild’s own first', async () => {
  const roles = (await (await bot()).get(`${guild}/roles`)) as { name: string; position: number }[]
  expect(roles.map(({ name, position }) => [name, position])).toEqual([
    ['@everyone', 0],
    ['og', 1],
    ['mod', 2],
    ['bot', 3],
  ])
})

it.each<[Path, string[], unknown]>([
  ['/users/@me', ['identify'], { username: 'alice' }],
  ['/users/@me', ['identify', 'email'], { email: 'alice@example.com', verified: true }],
  ['/users/@me', ['guilds'], [401, 0]],
  ['/users/@me/guilds', ['guilds'], [{ name: 'Acme', owner: false }]],
  ['/users/@me/guilds', ['identify'], [401, 0]],
  ['/users/@me/connections', ['connections'], [{ type: 'github', id: '42', verified: true }]],
  ['/users/@me/connections', ['identify'], [401, 0]],
])('%s with %j is %j', async (path, scopes, said) => {
  await control.do(join)
  await control.do({ do: 'link', who: 'alice', type: 'github', id: '42', name: 'alice' })
  expect(await saidBy((await user('alice', scopes)).get(path))).toMatchObject(said as object)
})

it('the address is withheld without its scope', async () => {
  expect(await (await user('alice', ['identify'])).get('/users/@me')).not.toHaveProperty('email')
})

it('a user asks about its own membership, and a guild it is not in is unknown to it', async () => {
  const alice = await user('alice')
  expect(await saidBy(alice.get(`/users/@me${guild}/member`))).toEqual([404, 10004])
  await control.do({ ...join, pending: true })
  expect(await alice.get(`/users/@me${guild}/member`)).toMatchObject({ pending: true })
})

it('guilds are paged by id', async () => {
  for (const name of ['Two', 'Three']) await control.do({ do: 'create_guild', who: 'owner', name })
  const rest = await user('owner')
  const seen: string[] = []
  for (let after = '0'; ; after = seen.at(-1) ?? '') {
    const query = new URLSearchParams({ limit: '2', after })
    const page = (await rest.get('/users/@me/guilds', { query })) as { id: string }[]
    if (page.length === 0) break
    seen.push(...page.map(({ id }) => id))
  }
  expect(new Set(seen).size).toBe(3)
})

it.each<[string, (rest: REST) => Promise<unknown>]>([
  [
    'a revoked token',
    async (rest) => {
      await control.do({ do: 'revoke_token', who: 'alice' })
      return rest.get('/users/@me')
    },
  ],
  [
    'an expired token',
    async () => {
      const order = { do: 'issue_token', who: 'alice', lifetime_seconds: 60 }
      const { token } = await control.do(order)
      await control.clock({ add: 61_000 })
      return new REST({ ...options(), authPrefix: 'Bearer' })
        .setToken(token ?? '')
        .get('/users/@me')
    },
  ],
  ['a user’s token on a bot’s route', (rest) => rest.get(guild)],
])('%s is a 401', async (_, ask) => {
  expect(await saidBy(ask(await user('alice')))).toEqual([401, 0])
})

async function write(who: string, content: string, order = {}): Promise<string> {
  const made = await control.do({ do: 'message', who, channel: general, content, ...order })
  return made.id ?? ''
}

interface Found {
  total_results: number
  messages: { content: string }[][]
}

async function search(query: Record<string, string>): Promise<Found> {
  const answer = await (
    await bot()
  ).get(`${guild}/messages/search`, { query: new URLSearchParams(query) })
  return answer as Found
}

it('search is a 202 until the index is there', async () => {
  expect(await search({})).toMatchObject({ code: 110000, retry_after: 5 })
  await control.clock({ add: 5_000 })
  expect(await search({})).toMatchObject({ total_results: 0, messages: [] })
})

it.each([
  ['good morning', 2],
  ['morning good', 0],
  ['GOOD', 3],
  ['good morning everyone', 1],
  ['', 4],
])('search for "%s" finds %i by their words', async (content, count) => {
  await doAll([join, act('build_index')])
  for (const text of [
    'Good morning',
    'good, dear morning everyone!',
    'goodness',
    'good a b c d morning',
  ]) {
    await write('alice', text)
  }
  const found = await search({ content })
  expect([found.total_results, found.messages.length]).toEqual([count, count])
})

it.each([
  [{ author_type: 'user' }, ['by alice', 'by owner']],
  [{ author_type: '-user' }, ['by a bot', 'by a webhook']],
  [{ author_type: '-webhook' }, ['by alice', 'by owner', 'by a bot']],
  [{ include_nsfw: 'true' }, ['by alice', 'by owner', 'by a bot', 'by a webhook', 'nsfw']],
  [{ limit: '1', offset: '1' }, ['by owner']],
])('search with %j finds %j', async (query, contents) => {
  const nsfw = await control.do({ do: 'create_channel', guild: 'Acme', name: 'nsfw', nsfw: true })
  await doAll([join, act('build_index')])
  await write('alice', 'by alice')
  await write('owner', 'by owner')
  await control.do({ do: 'bot_message', channel: general, content: 'by a bot' })
  await control.do({ do: 'webhook_message', channel: general, content: 'by a webhook' })
  await write('alice', 'nsfw', { channel: nsfw.id })
  const { messages } = await search({ ...query, sort_order: 'asc' })
  expect(messages.map(([message]) => message?.content)).toEqual(contents)
})

it('search narrows to an author, a channel and a time, and goes on counting what was deleted', async () => {
  await doAll([join, act('build_index')])
  const first = await write('alice', 'one')
  const second = await write('alice', 'two')
  await write('owner', 'three')
  const query = { author_id: await idOf('alice'), channel_id: general }
  expect(await search({ ...query, min_id: first })).toMatchObject({ total_results: 1 })
  await control.do({ do: 'delete', message: second })
  const found = await search(query)
  expect([found.total_results, found.messages.length]).toEqual([2, 1])
  await control.clock({ add: 60_000 })
  expect(await search(query)).toMatchObject({ total_results: 1 })
})

it('search leaves the reactions out, the message has them', async () => {
  await doAll([join, act('build_index')])
  const message = await write('alice', 'one')
  await control.do({ do: 'react', who: 'owner', message, emoji: '🔥' })
  expect((await search({})).messages[0]?.[0]).not.toHaveProperty('reactions')
  const whole = await (await bot()).get(`/channels/${general}/messages/${message}`)
  expect(whole).toMatchObject({
    content: 'one',
    reactions: [{ emoji: { id: null, name: '🔥' }, count: 1 }],
  })
})

it.each([
  ['🔥', '0', ['owner']],
  ['🔥', '1', ['alice']],
  ['cat:123456789012345678', '0', ['alice', 'owner']],
  ['👍', '0', []],
])('who reacted with %s of type %s is %j', async (emoji, type, names) => {
  await control.do(join)
  const message = await write('owner', 'look')
  const react = { do: 'react', message, emoji: '🔥' }
  await doAll([
    { ...react, who: 'owner' },
    { ...react, who: 'alice', burst: true },
  ])
  const cat = 'cat:123456789012345678'
  await doAll([
    { ...react, emoji: cat, who: 'alice' },
    { ...react, emoji: cat, who: 'owner' },
  ])
  await doAll([
    { ...react, emoji: '👍', who: 'alice' },
    { ...react, do: 'unreact', emoji: '👍', who: 'alice' },
  ])
  const path: Path = `/channels/${general}/messages/${message}/reactions/${encodeURIComponent(emoji)}`
  const users = (await (await bot()).get(path, { query: new URLSearchParams({ type }) })) as {
    username: string
  }[]
  expect(users.map(({ username }) => username).sort()).toEqual(names)
})

it('messages of a channel are paged from the newest, and an edit keeps the id', async () => {
  await control.do(join)
  const { ids } = await control.do<{ ids: string[] }>({
    do: 'message',
    who: 'alice',
    channel: general,
    count: 3,
  })
  await control.do({ do: 'edit', message: ids[0], content: 'edited' })
  const rest = await bot()
  const query = new URLSearchParams({ limit: '2', before: ids[2] ?? '' })
  const page = (await rest.get(`/channels/${general}/messages`, { query })) as Record<
    string,
    unknown
  >[]
  expect(page.map(({ id }) => id)).toEqual([ids[1], ids[0]])
  expect(page[1]).toMatchObject({ content: 'edited', edited_timestamp: expect.any(String) })
  await control.do({ do: 'delete', message: ids[0] })
  expect(await saidBy(rest.get(`/channels/${general}/messages/${ids[0]}`))).toEqual([404, 10008])
})

it('content is withheld from an application without the intent', async () => {
  await control.do(join)
  const message = await write('alice', 'hidden')
  await control.do({ do: 'grant_intents', message_content: false })
  const whole = await (await bot()).get(`/channels/${general}/messages/${message}`)
  expect(whole).toMatchObject({ content: '' })
})

it('every answer tells its bucket, one for each guild', async () => {
  const other = await control.do<Made>({ do: 'create_guild', who: 'owner', name: 'Other' })
  const { token } = await control.do({ do: 'issue_token', who: 'bot' })
  const headers = { authorization: `Bot ${token}` }
  const left = async (id: string) => {
    const answer = await fetch(`${vendor.url}/api/v10/guilds/${id}`, { headers })
    return answer.headers.get('x-ratelimit-remaining')
  }
  expect([await left(made.guild), await left(made.guild), await left(other.guild)]).toEqual([
    '49',
    '48',
    '49',
  ])
})

it('an empty bucket is a 429 until its window is over', async () => {
  await control.do({ do: 'set_limits', calls: 1, seconds: 30 })
  const rest = await bot()
  await rest.get(guild)
  // Another client knows nothing of the first one's call.
  const asked = (await bot()).get(guild)
  await expect(asked).rejects.toMatchObject({
    name: expect.stringMatching(/RateLimitError/),
    global: false,
  })
  await control.clock({ add: 31_000 })
  expect(await (await bot()).get(guild)).toMatchObject({ name: 'Acme' })
})

it.each([
  [undefined, false],
  ['shared', false],
  ['global', true],
])('a limit of form %s is rejected at once and tells how long', async (form, global) => {
  await control.faults({ kind: 'limit', next: 1, retryAfterSeconds: 2.5, ...(form && { form }) })
  const error = await (await bot()).get(guild).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(RateLimitError)
  expect((error as RateLimitError).global).toBe(global)
  const { retryAfter } = error as RateLimitError
  expect(retryAfter).toBeGreaterThanOrEqual(2500)
  expect(retryAfter).toBeLessThan(3600)
})

it('the body of a limit has the wait as a fraction, the header whole seconds', async () => {
  await control.faults({ kind: 'limit', next: 1, retryAfterSeconds: 2.5 })
  const answer = await fetch(`${vendor.url}/api/v10/gateway`)
  expect(await answer.json()).toMatchObject({ retry_after: 2.5, global: false })
  expect(answer.headers.get('retry-after')).toBe('3')
  expect(answer.headers.get('x-ratelimit-scope')).toBe('user')
})

it('after too many refusals the edge answers with a page', async () => {
  await control.do({ do: 'set_limits', invalid_calls: 2 })
  const call = () => fetch(`${vendor.url}/api/v10/users/@me`)
  expect([(await call()).status, (await call()).status]).toEqual([401, 401])
  const shut = await call()
  expect([shut.status, shut.headers.get('content-type')]).toEqual([429, 'text/html'])
  await control.clock({ add: 600_000 })
  expect((await call()).status).toBe(401)
})

const { Guilds, GuildMembers, GuildMessages, GuildMessageReactions, MessageContent } =
  GatewayIntentBits
const ALL = [Guilds, GuildMembers, GuildMessages, GuildMessageReactions, MessageContent]

async function login(intents = ALL): Promise<Client<true>> {
  const client = new Client({ intents, rest: options() })
  clients.push(client)
  const { token } = await control.do({ do: 'issue_token', who: 'bot' })
  const ready = once(client, Events.ClientReady)
  await client.login(token)
  await ready
  return client as Client<true>
}

it('discord.js logs in, knows the guild and receives a message', async () => {
  await control.do(join)
  const client = await login()
  expect(client.guilds.cache.get(made.guild)?.name).toBe('Acme')
  const heard = once(client, Events.MessageCreate)
  await write('alice', 'gm')
  const [message] = (await heard) as [Message]
  expect([message.content, message.author.username, message.author.bot]).toEqual([
    'gm',
    'alice',
    false,
  ])
})

it.each([
  [Events.MessageUpdate, () => ({ do: 'edit', content: 'other' })],
  [Events.MessageDelete, () => ({ do: 'delete' })],
  [Events.MessageReactionAdd, () => ({ do: 'react', who: 'owner', emoji: '🔥' })],
  [Events.MessageReactionRemoveAll, () => ({ do: 'clear_reactions' })],
  [Events.GuildMemberAdd, () => ({ do: 'join', who: 'bob', guild: 'Acme' })],
  [Events.GuildMemberUpdate, () => ({ ...act('give_role'), role: 'og' })],
  [Events.GuildMemberRemove, () => act('leave')],
  [Events.GuildDelete, () => act('remove_bot')],
  [Events.GuildCreate, () => ({ do: 'create_guild', who: 'owner', name: 'New' })],
])('%s reaches discord.js', async (event, order) => {
  await control.do(join)
  const client = await login()
  const written = once(client, Events.MessageCreate)
  const message = await write('alice', 'gm')
  await written
  const heard = once(client, event)
  await control.do({ message, ...order() })
  expect(await heard).toBeTruthy()
})

it('several messages deleted at once are one event, and a reaction taken back another', async () => {
  await control.do(join)
  const client = await login()
  const { ids } = await control.do<{ ids: string[] }>({
    do: 'message',
    who: 'alice',
    channel: general,
    count: 2,
  })
  const reaction = { who: 'owner', message: ids[0], emoji: '🔥' }
  const undone = once(client, Events.MessageReactionRemove)
  await doAll([
    { do: 'react', ...reaction },
    { do: 'unreact', ...reaction },
  ])
  await undone
  const gone = once(client, Events.MessageBulkDelete)
  await control.do({ do: 'delete', messages: ids })
  expect([...((await gone) as [Map<string, unknown>])[0].keys()]).toEqual(ids)
})

it('content needs its intent, and an intent not granted ends the login', async () => {
  await control.do(join)
  const client = await login([Guilds, GuildMessages])
  const heard = once(client, Events.MessageCreate)
  await write('alice', 'gm')
  expect(((await heard) as [Message])[0].content).toBe('')
  await control.do({ do: 'grant_intents', message_content: false })
  await expect(login()).rejects.toThrow(/disallowed intents/i)
})

it('after a cut the session resumes and what was missed is replayed', async () => {
  await control.do(join)
  const client = await login()
  const resumed = once(client, Events.ShardResume)
  const heard = once(client, Events.MessageCreate)
  await control.do({ do: 'cut_gateway' })
  await write('alice', 'while you were away')
  expect(((await heard) as [Message])[0].content).toBe('while you were away')
  const [, replayed] = (await resumed) as [number, number]
  expect(replayed).toBeGreaterThanOrEqual(1)
})

it.each<[string, (session: string) => object, object]>([
  ['nonsense', () => ({ op: 99, d: null }), { closed: 4003 }],
  ['an unknown token', () => ({ op: 2, d: { token: 'none', intents: 1 } }), { closed: 4004 }],
  ['a session that is forgotten', resumeOf, { op: 9, d: false }],
  ['a heartbeat', () => ({ op: 1, d: null }), { op: 11 }],
])('the gateway is told %s', async (_, said, answer) => {
  expect(await exchangeWith(said(''))).toMatchObject(answer)
})

function resumeOf(): object {
  return { op: 6, d: { token: 'none', session_id: 'forgotten', seq: 1 } }
}

/** Opens a connection, says one thing after the HELLO, and hears the next or how it was closed. */
async function exchangeWith(said: object): Promise<unknown> {
  const socket = new WebSocket(`${vendor.url.replace('http', 'ws')}/gateway/?v=10&encoding=json`)
  const [hello] = (await once(socket, 'message')) as [MessageEvent]
  expect(JSON.parse(hello.data as string)).toMatchObject({
    op: 10,
    d: { heartbeat_interval: 41250 },
  })
  const heard = Promise.race([
    once(socket, 'message').then(
      ([event]) => JSON.parse((event as MessageEvent).data as string) as object,
    ),
    once(socket, 'close').then(([event]) => ({ closed: (event as CloseEvent).code })),
  ])
  socket.send(JSON.stringify(said))
  const answer = await heard
  socket.close()
  return answer
}

it('an event can come twice, under one number', async () => {
  await control.do(join)
  const client = await login()
  const numbers: number[] = []
  const twice = new Promise<void>((resolve) => {
    // Raw, because discord.js itself takes a message only once.
    client.on(Events.Raw, ({ t, s }: { t: string | null; s: number }) => {
      if (t === 'MESSAGE_CREATE') numbers.push(s)
      if (numbers.length === 2) resolve()
    })
  })
  await write('alice', 'gm')
  await control.do({ do: 'redeliver' })
  await twice
  expect(numbers[0]).toBe(numbers[1])
})

it('a consent is exchanged once, refreshed by rotation and revoked', async () => {
  const redirect_uri = 'http://127.0.0.1:1/back'
  const app = await control.do<{ clientId: string; clientSecret: string }>({
    do: 'register_app',
    redirect_uris: [redirect_uri],
  })
  await control.do({ do: 'sign_in', who: 'alice' })
  const ask = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri,
    scope: 'identify',
    state: 's',
  })
  const consent = await fetch(`${vendor.url}/oauth2/authorize?${ask.toString()}`, {
    redirect: 'manual',
  })
  const code = new URL(consent.headers.get('location') ?? '').searchParams.get('code') ?? ''

  const basic = Buffer.from(`${app.clientId}:${app.clientSecret}`).toString('base64')
  const post = async (path: string, fields: Record<string, string>) => {
    const headers = { authorization: `Basic ${basic}` }
    const body = new URLSearchParams(fields)
    const answer = await fetch(`${vendor.url}/api/oauth2/${path}`, {
      method: 'POST',
      headers,
      body,
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, string> }
  }
  const first = await post('token', { grant_type: 'authorization_code', code, redirect_uri })
  expect(first).toMatchObject({ status: 200, body: { scope: 'identify', expires_in: 604800 } })
  const again = await post('token', { grant_type: 'authorization_code', code, redirect_uri })
  expect(again).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })

  const refresh = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token ?? '' }
  const second = await post('token', refresh)
  expect(await post('token', refresh)).toMatchObject({
    status: 400,
    body: { error: 'invalid_grant' },
  })
  const rest = new REST({ ...options(), authPrefix: 'Bearer' }).setToken(
    second.body.access_token ?? '',
  )
  expect(await rest.get('/users/@me')).toMatchObject({ username: 'alice' })
  await post('token/revoke', { token: second.body.access_token ?? '' })
  expect(await saidBy(rest.get('/users/@me'))).toEqual([401, 0])
})

it('every call and answer is one of Discord’s own specification', async () => {
  const contract = await loadContract('discord-openapi.json', { basePath: '/api/v10' })
  if (!contract) return
  await driveAll()
  const calls = await control.calls()
  expect(calls.length).toBeGreaterThan(15)
  expect(complaintsOf(contract, calls)).toEqual([])
  // Compiling that specification's schemas of messages takes most of the time.
}, 90_000)

async function driveAll(): Promise<void> {
  await doAll([join, { do: 'link', who: 'alice', type: 'twitter', id: '42', name: 'alice' }])
  const alice = await idOf('alice')
  const message = await write('alice', 'gm')
  await control.do({ do: 'webhook_message', channel: general, content: 'hook' })
  await control.do({ do: 'react', who: 'owner', message, emoji: '🔥' })
  const [own, app] = [await user('alice'), await bot()]
  const asked = [
    own.get('/users/@me'),
    own.get('/users/@me/guilds'),
    own.get(`/users/@me${guild}/member`),
    own.get('/users/@me/connections'),
    app.get('/users/@me'),
    app.get(guild, { query: new URLSearchParams({ with_counts: 'true' }) }),
    app.get(`${guild}/roles`),
    app.get(`${guild}/members/${alice}`),
    app.put(`${guild}/members/${alice}/roles/${made.roles.og}`),
    app.delete(`${guild}/members/${alice}/roles/${made.roles.og}`),
    app.get(`/channels/${general}/messages`),
    app.get(`/channels/${general}/messages/${message}`),
    app.get(`/channels/${general}/messages/${message}/reactions/${encodeURIComponent('🔥')}`),
    app.get('/gateway'),
    app.get('/gateway/bot'),
    app.get(`${guild}/messages/search`),
    app.get(`${guild}/members/123456789012345678`),
  ]
  await Promise.all(asked.map(saidBy))
  await control.do(act('build_index'))
  const query = new URLSearchParams({
    author_id: alice,
    channel_id: general,
    limit: '25',
    min_id: '1',
  })
  await app.get(`${guild}/messages/search`, { query })
}
