import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

// claimr's document, from its first request to its last: its bodies as they are written there, with the ids of a tenant
// of ours, and the points that it says they come to. What it says of points is the name of each test.

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

const day = 86_400_000
/** The document's ids, as a customer of ours has them. */
const pid = 'acme'
let cid: string

async function send(method: string, body: object): Promise<void> {
  const answer = await fetch(`${api.base}/api/v1/${method}`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${api.tenant.key}`,
      'Content-Type': 'application/json',
      Accept: 'application/json',
    },
    body: JSON.stringify(body),
  })
  expect([answer.status, await answer.json()]).toEqual([
    ...[200, expect.objectContaining({ success: true })],
  ])
}

async function pointsOf(account: string, platform: string): Promise<bigint> {
  await api.folding.foldAll()
  const { org, website, currency } = api.tenant
  const user = await api.engine.users.findOrCreate({ org, website }, { platform, account })
  return (await api.ledger.balance(`${org}:${website}:${currency}:${user._id}`)).balance
}

async function addTask(type: string, fields: object): Promise<void> {
  const { status } = await api.call('POST', '/api/loyalty/rules', {
    ...{ name: 'a task of the document', type, amount: 100, startTime: '2026-01-01T00:00:00Z' },
    ...{ loyaltyCurrencyId: api.tenant.currency, loyaltyRuleGroupId: cid },
    ...fields,
  })
  expect(status).toBe(200)
  // Those who count notice a new task within two seconds.
  api.clock.offsetMs += 3_000
}

beforeAll(async () => {
  const quest = await api.call('POST', '/api/loyalty/rule_groups/create', { name: 'Quest' })
  cid = quest.body.id
  await addTask('claimr_number_value', {
    ...{ externalIdentifier: 'likes', metadata: { expected: 10 } },
  })
  await addTask('claimr_score', { externalIdentifier: 'score_update', amount: 1 })
  await addTask('claimr_stream_value', { metadata: { stream: 'player_score', goal: 500 } })
  const game = { category: 'dices', name: 'GameSession' }
  const button = { buttonText: 'Claim your reward', pointsMultiplierPercent: 5 }
  await addTask('claimr_events_count', {
    metadata: {
      ...{ ...game, ...button, platform: 'wowhaus', eventsCount: 5, recurrence: 'Daily' },
      ...{ progressive: true, continuous: true },
    },
  })
  await addTask('claimr_events_value', {
    metadata: {
      ...{ ...game, ...button, platform: 'wowhaus-bets', query: '[].data.bet', eventsValue: 500 },
      ...{ recurrence: 'Once', progressive: false, continuous: false },
    },
  })
})

it('POST /user/reward adds points, and one that is not unique is ignored', async () => {
  const reward = { account: 'user123', platform: 'steam', pid, id: 'reward_1', kind: 'string' }
  await send('user/reward', { ...reward, xp: 100, env: '' })
  expect(await pointsOf('user123', 'steam')).toBe(100n)
  await send('user/reward', { ...reward, xp: 100, env: '' })
  expect(await pointsOf('user123', 'steam')).toBe(100n)
  await send('user/reward', { ...reward, id: 'reward_2', xp: 150, env: '' })
  expect(await pointsOf('user123', 'steam')).toBe(250n)
})

it('POST /user/withdraw deducts points, and a withdrawal is processed only once', async () => {
  const withdrawal = {
    ...{ account: 'user123', platform: 'steam', pid, id: 'withdraw_xyz789', kind: 'items_shop' },
    ...{ xp: 100, env: '', strict: true },
  }
  await send('user/withdraw', withdrawal)
  expect(await pointsOf('user123', 'steam')).toBe(150n)
  await send('user/withdraw', withdrawal)
  expect(await pointsOf('user123', 'steam')).toBe(150n)
})

it('POST /action/value rewards a target that is reached, like 10 likes', async () => {
  const likes = { account: 'user123', platform: 'steam', pid, cid, aid: 'likes', env: '' }
  await send('action/value', { ...likes, value: 9 })
  expect(await pointsOf('user123', 'steam')).toBe(150n)
  await send('action/value', { ...likes, value: 10 })
  expect(await pointsOf('user123', 'steam')).toBe(250n)
  await send('action/value', { ...likes, value: 11 })
  expect(await pointsOf('user123', 'steam')).toBe(250n)
})

it('POST /action/value of a score changes the balance immediately', async () => {
  const score = { account: 'user123', platform: 'steam', pid, cid, aid: 'score_update', value: 150 }
  await send('action/value', { ...score, env: '' })
  expect(await pointsOf('user123', 'steam')).toBe(400n)
})

it('POST /stream/value accumulates', async () => {
  const value = { account: 'user123', platform: 'steam', pid, stream: 'player_score', value: 250 }
  await send('stream/value', { ...value, env: '' })
  expect(await pointsOf('user123', 'steam')).toBe(400n)
  await send('stream/value', { ...value, env: '' })
  expect(await pointsOf('user123', 'steam')).toBe(500n)
})

const rolled = (platform: string) => ({
  ...{ account: 'user123', platform, pid, category: 'dices', name: 'GameSession' },
  data: { bet: 250 },
})

it('POST /event: once the count reaches 5, the user is awarded 105 points', async () => {
  for (let roll = 0; roll < 4; roll++) await send('event', rolled('wowhaus'))
  expect(await pointsOf('user123', 'wowhaus')).toBe(0n)
  await send('event', rolled('wowhaus'))
  expect(await pointsOf('user123', 'wowhaus')).toBe(105n)
})

it('POST /event: three times as many pay three times the base reward', async () => {
  for (let roll = 0; roll < 10; roll++) await send('event', rolled('wowhaus'))
  expect(await pointsOf('user123', 'wowhaus')).toBe(315n)
})

it('POST /event: the task resets after 24 hours, and users keep earning every day', async () => {
  api.clock.offsetMs += day
  for (let roll = 0; roll < 5; roll++) await send('event', rolled('wowhaus'))
  expect(await pointsOf('user123', 'wowhaus')).toBe(420n)
})

it('POST /event: once the bets come to 500, the user has 105 points, once and no more', async () => {
  await send('event', rolled('wowhaus-bets'))
  expect(await pointsOf('user123', 'wowhaus-bets')).toBe(0n)
  await send('event', rolled('wowhaus-bets'))
  expect(await pointsOf('user123', 'wowhaus-bets')).toBe(105n)
  for (let roll = 0; roll < 4; roll++) await send('event', rolled('wowhaus-bets'))
  api.clock.offsetMs += day
  await send('event', rolled('wowhaus-bets'))
  expect(await pointsOf('user123', 'wowhaus-bets')).toBe(105n)
})

it('ends with what the document says, for everybody who was in it', async () => {
  expect(await pointsOf('user123', 'steam')).toBe(500n)
  expect(await pointsOf('user123', 'wowhaus')).toBe(420n)
  expect(await pointsOf('user123', 'wowhaus-bets')).toBe(105n)
})
