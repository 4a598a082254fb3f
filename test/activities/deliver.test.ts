import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { Activities } from '../../activities/index.ts'
import { secretOwnerOf } from '../../src/engine/hooks.ts'
import { signingKeyOf } from '../../src/engine/webhook-signature.ts'
import type { WebhookTarget } from '../../src/domain/webhook.ts'
import { createOutbound } from '../../src/providers/outbound.ts'
import type { Delivery } from '../../src/store/deliveries.ts'
import { newId } from '../../src/store/id.ts'
import { useDatabase } from '../support/mongo.ts'
import { secret, startReceiver } from '../support/receiver.ts'
import type { Receiver } from '../support/receiver.ts'
import { activitiesOf, org, sealer, website } from './support.ts'

const [second, hour] = [1_000, 3_600_000]
const database = useDatabase()
let receiver: Receiver
let activities: Activities
let outbound: ReturnType<typeof createOutbound>
let tried: string[]
/** As it is, and as much later as a test says: signatures are verified by the real time. */
let aheadMs = 0
const now = () => new Date(Date.now() + aheadMs)

beforeAll(async () => {
  receiver = await startReceiver()
  outbound = createOutbound({ allowLoopback: true, timeoutMs: 400 })
  activities = activitiesOf(
    database,
    {},
    { now, outbound, observeDelivery: (scope, state) => void tried.push(`${scope} ${state}`) },
  )
})
beforeEach(() => {
  aheadMs = 0
  tried = []
})
afterAll(async () => {
  outbound.close()
  await receiver.stop()
})

interface Registered extends WebhookTarget {
  path: string
}

async function register(_id = newId('whk')): Promise<Registered> {
  const path = `/${_id}`
  await database.store.webhookEndpoints.put({
    ...{ _id, org, holder: null, scope: 'user_reward', hookId: _id, websites: [] },
    ...{ url: receiver.url + path, updatedAt: now() },
    sealed: sealer.seal(signingKeyOf(secret).toString('base64'), secretOwnerOf({ org, _id })),
  })
  return { org, endpoint: _id, path }
}

async function queue({ endpoint }: WebhookTarget, ...orders: string[]): Promise<void> {
  const at = now()
  await database.store.deliveries.add(
    orders.map((order): Delivery => ({
      user: `usr_${order.split('/')[1] ?? 1}`,
      ...{ _id: `dlv_${endpoint}_${order}`, org, website, endpoint, scope: 'user_reward', order },
      ...{ happenedAt: at, dueAt: at, state: 'waiting', tries: 0 },
      body: JSON.stringify({ type: 'user_reward', data: { order } }),
      expiresAt: new Date(at.getTime() + 30 * 24 * hour),
    })),
  )
}

const turn = ({ org, endpoint }: WebhookTarget) => activities.deliverDue({ org, endpoint })
const told = ({ path }: Registered) => receiver.at(path).map(({ data }) => data.order as string)
const stateOf = ({ org, endpoint }: WebhookTarget) =>
  database.store.webhookEndpoints.find(org, endpoint)
const statesOf = async ({ org, endpoint }: WebhookTarget) => {
  const found = await database.store.deliveries.list({ org, endpoint }, {}, undefined, 1000)
  return Object.fromEntries(found.map(({ order, state }) => [order, state]))
}

it('tells an endpoint what is due, in order, signed, and then rests', async () => {
  const target = await register()
  await queue(target, 'c', 'a', 'b')
  expect(await turn(target)).toEqual({})
  expect(told(target)).toEqual(['a', 'b', 'c'])
  const [message] = receiver.at(target.path)
  expect(message).toMatchObject({
    ...{ isGenuine: true, type: 'user_reward', id: `dlv_${target.endpoint}_a` },
    headers: { 'content-type': 'application/json' },
  })
  expect(await statesOf(target)).toEqual({ a: 'delivered', b: 'delivered', c: 'delivered' })
  expect(await stateOf(target)).toMatchObject({ isIdle: true, failures: 0 })
  expect(await turn(target)).toEqual({})
  expect(told(target)).toHaveLength(3)
  expect(tried).toEqual(Array(3).fill('user_reward delivered'))
})

it('tells of many users at once, and of each in order, and keeps what was answered', async () => {
  const [most, tellings, before] = [24, 5, new Map<string, number>()]
  const asked = new Set<string>()
  let mostTogether = 0
  const target = await register()
  const orders = Array.from(
    { length: most * tellings },
    (_, n) => `${n + 100}/${Math.floor(n / tellings)}`,
  )
  await queue(target, ...orders)
  const { deliverDue } = activitiesOf(
    database,
    {},
    {
      now,
      outbound: {
        async post({ body }) {
          const [n = '', user = ''] = (JSON.parse(body).data.order as string).split('/')
          expect([asked.has(user), Number(n)]).toEqual([
            false,
            (before.get(user) ?? Number(n) - 1) + 1,
          ])
          mostTogether = Math.max(mostTogether, asked.add(user).size)
          await new Promise((resolve) => setImmediate(resolve))
          asked.delete(user)
          before.set(user, Number(n))
          return { status: 204 }
        },
      },
    },
  )
  expect(await deliverDue(target)).toEqual({})
  expect([before.size, mostTogether]).toEqual([most, 16])
  const { org, endpoint } = target
  const listed = await database.store.deliveries.list({ org, endpoint }, {}, undefined, 1000)
  expect(listed).toHaveLength(orders.length)
  for (const { state, tries, attempts } of listed) {
    expect({ state, tries, attempts }).toEqual({
      ...{ state: 'delivered', tries: 1 },
      attempts: [{ at: expect.any(Date), answer: '204' }],
    })
  }
})

it('what is queued twice is told once', async () => {
  const target = await register()
  await queue(target, 'a')
  await turn(target)
  await queue(target, 'a')
  await turn(target)
  expect(told(target)).toEqual(['a'])
})

it('sets aside what is refused, sends the rest, and comes back to it', async () => {
  const target = await register()
  receiver.always(target.path, ({ data }) => (data.order === 'b' ? 500 : 200))
  await queue(target, 'a', 'b', 'c', 'd')
  const { waitMs = 0 } = await turn(target)
  expect(told(target)).toEqual(['a', 'b', 'c', 'd'])
  expect(waitMs).toBeGreaterThan(3 * second)
  expect(waitMs).toBeLessThanOrEqual(5 * second)

  aheadMs = 6 * second
  receiver.always(target.path, 200)
  expect(await turn(target)).toEqual({})
  expect(told(target)).toEqual(['a', 'b', 'c', 'd', 'b'])
  // The very same message, by its id.
  expect(new Set(receiver.at(target.path).map(({ id }) => id)).size).toBe(4)
  expect(await statesOf(target)).toMatchObject({ b: 'delivered' })
})

it('leaves an endpoint alone that fails three times, and tells all when it is back, the oldest first', async () => {
  const target = await register()
  receiver.always(target.path, 'closes')
  await queue(target, 'a', 'b', 'c', 'd', 'e')
  const { waitMs = 0 } = await turn(target)
  expect([told(target), waitMs > 0]).toEqual([['a', 'b', 'c'], true])
  expect(await stateOf(target)).toMatchObject({
    ...{ failures: 3, status: 'active', lastFailure: { reason: 'no_answer' } },
  })
  // Nothing is sent before its time, whoever rings.
  await turn(target)
  expect(told(target)).toHaveLength(3)

  aheadMs = 2 * hour
  await turn(target)
  aheadMs = 3 * hour
  receiver.always(target.path, 200)
  const before = told(target).length
  expect(await turn(target)).toEqual({})
  expect(told(target).slice(before)).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(await stateOf(target)).toMatchObject({ failures: 0, status: 'active' })
})

it('an endpoint that takes nothing for a day is failing until it is registered again', async () => {
  const target = await register()
  receiver.always(target.path, 503)
  await queue(target, 'a', 'b')
  for (let hours = 0; hours < 60; hours += 1) {
    aheadMs = hours * hour
    await turn(target)
  }
  expect(await stateOf(target)).toMatchObject({ status: 'failing', lastFailure: { reason: '503' } })
  const tries = told(target).length
  expect(tries).toBeLessThan(30)
  await queue(target, 'c')
  aheadMs = 100 * hour
  expect(await turn(target)).toEqual({})
  expect(told(target)).toHaveLength(tries)

  receiver.always(target.path, 200)
  await register(target.endpoint)
  expect(await turn(target)).toEqual({})
  expect(told(target).slice(tries)).toEqual(['a', 'b', 'c'])
  expect(await stateOf(target)).toMatchObject({ status: 'active', revision: 2 })
})

it('what one endpoint refuses for a day while it takes the rest is given up', async () => {
  const target = await register()
  receiver.always(target.path, ({ data }) => (data.order === 'bad' ? 400 : 200))
  await queue(target, 'bad')
  for (let hours = 0; hours < 60; hours += 1) {
    aheadMs = hours * hour
    await queue(target, `good ${hours}`)
    await turn(target)
  }
  expect(await statesOf(target)).toMatchObject({ bad: 'given_up', 'good 59': 'delivered' })
  expect(await stateOf(target)).toMatchObject({ status: 'active' })
  expect(told(target).filter((order) => order === 'bad').length).toBeLessThan(20)
})

it('an endpoint that hangs costs its own turn some seconds, and a redirect leads nowhere', async () => {
  const target = await register()
  const headers = { location: `${receiver.url}/elsewhere` }
  receiver.answers(target.path, 'hangs', { status: 302, headers })
  await queue(target, 'a', 'b', 'c')
  const began = performance.now()
  await turn(target)
  expect(performance.now() - began).toBeLessThan(3 * second)
  expect(receiver.at('/elsewhere')).toEqual([])
  expect(await statesOf(target)).toEqual({ a: 'waiting', b: 'waiting', c: 'delivered' })
})

it('asks no more of an endpoint that asks to be left alone, and nothing of one that is gone', async () => {
  const [busy, gone] = [await register(), await register()]
  receiver.always(busy.path, { status: 429, headers: { 'retry-after': '120' } })
  receiver.always(gone.path, 410)
  for (const target of [busy, gone]) await queue(target, 'a', 'b')
  const { waitMs = 0 } = await turn(busy)
  expect([told(busy), waitMs > 110 * second]).toEqual([['a'], true])
  expect([await turn(gone), told(gone)]).toEqual([{}, ['a']])
  expect(await stateOf(gone)).toMatchObject({ status: 'failing' })
})

it('forgets what waits for an endpoint that was removed', async () => {
  const target = await register()
  await queue(target, 'a')
  await database.store.webhookEndpoints.remove(org, target.endpoint)
  expect(await turn(target)).toEqual({})
  expect([told(target), await statesOf(target)]).toEqual([[], {}])
})

it('what is seen of an earlier registration says nothing of a later one', async () => {
  const target = await register()
  const seen = await stateOf(target)
  await register(target.endpoint)
  await database.store.webhookEndpoints.note(seen!, { status: 'failing', failures: 9 })
  expect(await stateOf(target)).toMatchObject({ status: 'active', failures: 0, revision: 2 })
})

it('one that rings is enough, and nobody rings where somebody looks already', async () => {
  const target = await register()
  const { webhookEndpoints } = database.store
  const wake = () => webhookEndpoints.wake(org, target.endpoint)
  const woken = await Promise.all(Array.from({ length: 16 }, wake))
  expect(woken.filter(Boolean)).toHaveLength(1)
  await turn(target)
  expect(await wake()).toBe(true)
})

it('housekeeping rings where something has been due for a while, and nowhere else', async () => {
  const rung: string[] = []
  const call = async ({ endpoint }: WebhookTarget) => void rung.push(endpoint)
  const { ringForDeliveries } = activitiesOf(
    database,
    {},
    { now, webhookBell: { call, ring: async () => {} } },
  )
  const [lost, idle, paused, failing] = await Promise.all([1, 2, 3, 4].map(() => register()))
  for (const target of [lost, paused, failing]) await queue(target!, 'a')
  const { note } = database.store.webhookEndpoints
  const far = new Date(Date.now() + 24 * hour)
  await note((await stateOf(paused!))!, { status: 'active', failures: 3, pausedUntil: far })
  await note((await stateOf(failing!))!, { status: 'failing', failures: 9 })

  await ringForDeliveries()
  expect(rung).not.toContain(lost?.endpoint)
  aheadMs = 60 * second
  await ringForDeliveries()
  expect(rung).toContain(lost?.endpoint)
  for (const target of [idle, paused, failing]) expect(rung).not.toContain(target?.endpoint)
})
