import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Child } from '../../engines/child.ts'
import { eventually } from '../support/eventually.ts'
import { secret, startReceiver } from '../support/receiver.ts'
import type { Receiver } from '../support/receiver.ts'
import { createRule, useFaults } from './support.ts'

const faults = useFaults({ LOOPBACK_WEBHOOKS: 'true' })
const timeout = 90_000
let receiver: Receiver
let worker: Child

beforeAll(async () => {
  receiver = await startReceiver()
  await faults.services.startApi()
  worker = await faults.services.startWorker()
}, timeout)
afterAll(() => receiver.stop())

async function claimr(method: string, path: string, body?: object) {
  const answer = await fetch(`${faults.services.baseUrl}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${faults.tenant.key}`,
      'content-type': 'application/json',
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const told = (await answer.json()) as Record<string, string>
  if (!answer.ok) throw new Error(JSON.stringify(told))
  return told
}

const hook = async (path: string, scope = 'user_reward') => {
  const named = { scope, hook_id: path, uri: receiver.url + path, secret }
  return (await claimr('POST', '/hook', { ...named, pids: [faults.tenant.website] })).id ?? ''
}
const unhook = (path: string) => claimr('DELETE', '/hook', { scope: 'user_reward', hook_id: path })
const who = (account: string) => ({ account, platform: 'steam', pid: faults.tenant.website })
const give = (account: string, id: string, xp: number) =>
  claimr('POST', '/user/reward', { ...who(account), id, xp, kind: 'shop' })
const ids = (path: string) => new Set(receiver.at(path).map(({ id }) => id))

it('tells of points, of rules that were completed and of sign-ins, signed and in order', async () => {
  const { services, tenant } = faults
  await Promise.all([hook('/points'), hook('/done', 'user_activity'), hook('/in', 'user_login')])
  await claimr('GET', `/token?${new URLSearchParams(who('ann')).toString()}`)
  await give('ann', '1', 100)
  await claimr('POST', '/user/withdraw', { ...who('ann'), id: '1', xp: 30 })
  const user = await services.store.users.findByAccount(tenant.org, tenant.website, 'steam', 'ann')
  const userId = user?._id
  const paid = await createRule(faults)
  const doubled = await createRule(faults, { rewardType: 'multiplier', amount: 2 })
  for (const rule of [paid, doubled]) {
    const path = `/api/loyalty/rules/${rule}/complete`
    expect((await services.call(tenant.key, 'POST', path, { userId })).status).toBe(200)
  }
  await eventually(async () => ids('/points').size >= 3 && ids('/done').size >= 2, 30_000)

  const common = { ...who('ann'), user_id: userId }
  expect(receiver.at('/points').map(({ data }) => data)).toMatchObject([
    { ...common, kind: 'reward', xp: 100, labels: { kind: 'shop' }, exact: { balance: '100' } },
    { ...common, kind: 'withdrawal', xp: -30, exact: { xp: '-30', balance: '70' } },
    { ...common, kind: 'claim', xp: 100, aid: paid, claim_id: `${paid}:${userId}:0` },
  ])
  expect(receiver.at('/in')).toMatchObject([{ type: 'user_login', data: common }])
  const done = new Map(receiver.at('/done').map(({ data }) => [data.aid, data]))
  expect(done.get(paid)).toMatchObject({ ...common, xp: 100, claim_id: `${paid}:${userId}:0` })
  expect(done.get(doubled)).toMatchObject({ ...common, xp: 0, rewards: ['multiplier'] })
  expect(receiver.received.every(({ isGenuine }) => isGenuine)).toBe(true)
}, 60_000)

it('tells of a task that events completed, by the names its owner gave it', async () => {
  const group = { name: 'Quest', externalIdentifier: 'quest', websiteId: faults.tenant.website }
  const { services, tenant } = faults
  const made = await services.call(tenant.key, 'POST', '/api/loyalty/rule_groups/create', group)
  const event = { category: 'dices', name: 'GameSession' }
  await createRule(faults, {
    ...{
      type: 'claimr_events_count',
      externalIdentifier: 'play',
      loyaltyRuleGroupId: made.body.id,
    },
    ...{ frequency: undefined, interval: undefined },
    metadata: { ...event, platform: 'steam', eventsCount: 2, recurrence: 'Once' },
  })
  await hook('/tasks', 'user_activity')
  const played = { ...who('dora'), ...event, data: {} }
  await eventually(async () => {
    // Those who count notice a new task within two seconds.
    await claimr('POST', '/event', played)
    return receiver.at('/tasks').length > 0
  }, 30_000)
  expect(receiver.at('/tasks')).toMatchObject([
    { type: 'user_activity', data: { ...who('dora'), aid: 'play', cid: 'quest', xp: 100 } },
  ])
}, 60_000)

it('what was answered with an error or not at all comes again, the same message by its id', async () => {
  const ways = ['/flaky', '/closes']
  receiver.answers('/flaky', 500)
  receiver.answers('/closes', 'closes')
  for (const way of ways) await hook(way)
  await give('bob', '1', 5)
  await eventually(async () => ways.every((way) => receiver.at(way).length === 2), 30_000)
  for (const way of ways) {
    const [first, second] = receiver.at(way)
    expect([first?.id, first?.raw]).toEqual([second?.id, second?.raw])
    expect([second?.answered, second?.isGenuine]).toEqual([200, true])
    await unhook(way)
  }
  expect(receiver.at('/flaky')[0]?.answered).toBe(500)
}, 60_000)

it('an endpoint that hangs delays no other, and its failures are shown', async () => {
  const { services, tenant } = faults
  receiver.always('/hangs', 'hangs')
  const hanging = await hook('/hangs')
  await hook('/quick')
  const began = Date.now()
  for (let n = 0; n < 20; n++) await give('cem', `${n}`, 1)
  await eventually(async () => ids('/quick').size === 20, 8_000)
  expect(Date.now() - began).toBeLessThan(9_000)
  await eventually(async () => {
    const { body } = await services.call(tenant.key, 'GET', '/api/webhook_endpoints')
    const listed = (body.data as { id: string; failures: number; lastFailure: object }[]).find(
      ({ id }) => id === hanging,
    )
    return listed !== undefined && listed.failures > 0 && listed.lastFailure !== null
  }, 30_000)
  await unhook('/hangs')
  await unhook('/quick')
}, 60_000)

it(
  'tells everything though the worker is killed, and no entry was queued twice',
  async () => {
    const { services, tenant } = faults
    const endpoint = await hook('/killed')
    const given = Promise.all(Array.from({ length: 150 }, (_, n) => give(`u${n % 10}`, `k${n}`, 1)))
    await eventually(async () => ids('/killed').size > 5, 30_000)
    worker.kill('SIGKILL')
    await worker.exited
    await given
    worker = await services.startWorker()
    await eventually(async () => ids('/killed').size === 150, 60_000)
    await eventually(async () => {
      const waiting = await services.store.deliveries.nextDue({ org: tenant.org, endpoint })
      return waiting === undefined
    })
    const { org } = tenant
    expect(await services.store.deliveries.model.countDocuments({ org, endpoint })).toBe(150)
  },
  timeout,
)

it('neither a secret nor an address of a customer is in any log', async () => {
  const logs = await faults.services.logs()
  expect(logs.length).toBeGreaterThan(0)
  expect([logs.includes(secret), logs.includes(receiver.url)]).toEqual([false, false])
})
