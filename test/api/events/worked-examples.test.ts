import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi } from '../support.ts'
import type { Api } from '../support.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

const day = 86_400_000
const hour = day / 24

const send = (method: string, body: unknown) =>
  api.call('POST', `/api/v1/${method}`, body, { bearer: api.tenant.key })
const fromWowhaus = (account: string, data: object = {}) => ({
  ...{ account, platform: 'wowhaus', pid: 'acme', category: 'dices', name: 'GameSession', data },
})
const pointsOf = async (account: string, platform = 'wowhaus') => {
  await api.folding.foldAll()
  const { org, website, currency } = api.tenant
  const user = await api.engine.users.findOrCreate({ org, website }, { platform, account })
  return (await api.ledger.balance(`${org}:${website}:${currency}:${user._id}`)).balance
}
/** A task as it is made through the Snag door; its id. */
async function addTask(type: string, fields: object): Promise<string> {
  const { status, body } = await api.call('POST', '/api/loyalty/rules', {
    ...{ name: 'a task', type, amount: 100, startTime: '2026-01-01T00:00:00Z' },
    loyaltyCurrencyId: api.tenant.currency,
    ...fields,
  })
  if (status !== 200) throw new Error(JSON.stringify(body))
  // Those who count notice a new task within two seconds.
  api.clock.offsetMs += 3_000
  return body.data?.id ?? body.id
}
const game = { category: 'dices', name: 'GameSession', platform: 'wowhaus' }

it('the first worked example: five rolls, 105 points a day, more when exceeded', async () => {
  await addTask('claimr_events_count', {
    metadata: {
      ...{ ...game, eventsCount: 5, pointsMultiplierPercent: 5, recurrence: 'Daily' },
      ...{ buttonText: 'Claim your reward', progressive: true, continuous: true },
    },
  })
  for (let roll = 0; roll < 4; roll++) await send('event', fromWowhaus('roller'))
  expect(await pointsOf('roller')).toBe(0n)
  await send('event', fromWowhaus('roller'))
  expect(await pointsOf('roller')).toBe(105n)
  await send(
    'event',
    Array.from({ length: 25 }, () => fromWowhaus('roller')),
  )
  expect(await pointsOf('roller')).toBe(630n)

  api.clock.offsetMs += day
  await send(
    'event',
    Array.from({ length: 5 }, () => fromWowhaus('roller')),
  )
  expect(await pointsOf('roller')).toBe(735n)
})

it('the second worked example: bets that come to 500 pay 105 points, once', async () => {
  await addTask('claimr_events_value', {
    metadata: {
      ...{ ...game, platform: 'casino', query: '[].data.bet', eventsValue: 500 },
      ...{ pointsMultiplierPercent: 5, recurrence: 'Once' },
    },
  })
  const bet = (bet: number) =>
    send('event', { ...fromWowhaus('better', { bet }), platform: 'casino' })
  await bet(250)
  expect(await pointsOf('better', 'casino')).toBe(0n)
  await bet(250)
  expect(await pointsOf('better', 'casino')).toBe(105n)
  await bet(5000)
  api.clock.offsetMs += 2 * day
  await bet(5000)
  expect(await pointsOf('better', 'casino')).toBe(105n)
})

it('a score is paid at once, a number completes its task, a stream adds up', async () => {
  const group = await api.call('POST', '/api/loyalty/rule_groups/create', { name: 'Quest' })
  const cid = group.body.data?.id ?? group.body.id
  const place = { loyaltyRuleGroupId: cid }
  await addTask('claimr_score', { ...place, amount: undefined, externalIdentifier: 'score' })
  await addTask('claimr_number_value', {
    ...place,
    externalIdentifier: 'likes',
    metadata: { expected: 10, recurrence: 'Once' },
  })
  await addTask('claimr_stream_value', {
    metadata: { stream: 'spent', goal: 100, recurrence: 'Once' },
  })
  const from = { account: 'maker', platform: 'steam', pid: 'acme' }
  const answers = [
    await send('action/value', { ...from, cid, aid: 'score', value: 150 }),
    await send('action/value', { ...from, cid, aid: 'likes', value: 9 }),
    await send('stream/value', { ...from, stream: 'spent', value: 60 }),
  ]
  expect(answers.map(({ status, body }) => [status, body.success])).toEqual([
    [200, true],
    [200, true],
    [200, true],
  ])
  expect(await pointsOf('maker', 'steam')).toBe(150n)
  await send('action/value', { ...from, cid, aid: 'likes', value: 10 })
  await send('action/value', { ...from, cid, aid: 'likes', value: 10 })
  expect(await pointsOf('maker', 'steam')).toBe(250n)
  await send('stream/value', { ...from, stream: 'spent', value: 40 })
  expect(await pointsOf('maker', 'steam')).toBe(350n)
  void hour
})
