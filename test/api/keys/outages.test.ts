import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import { startApi } from '../support.ts'
import type { Api } from '../support.ts'
import { ownMongod } from '../../support/own-mongod.ts'
import { unique } from './cases.ts'
import { forgetAnswer } from './crash.ts'
import { bytesOf, senderOf } from './send.ts'
import type { Send } from './send.ts'

let api: Api
let send: Send
const mongod = ownMongod()
beforeAll(async () => void (await mongod.start()), 60_000)
beforeAll(async () => {
  api = await startApi()
  send = senderOf(api)
})
afterEach(() => failCommands('off', {}))
afterAll(() => api.stop())
afterAll(mongod.stop)

const admin = () => api.mongo.getClient().db('admin')

/** Makes commands on one collection fail, before they do anything or after it. */
async function failCommands(mode: 'alwaysOn' | 'off', data: object): Promise<void> {
  await admin().command({ configureFailPoint: 'failCommand', mode, data })
}
const on = (collection: string) => ({ namespace: `${api.db.databaseName}.${collection}` })
/** A time limit: an outage that does not make the driver look for another server. */
const late = 262

const group = (name: string) => ({
  ...{ method: 'POST', path: '/api/loyalty/rule_groups/create', body: { name } },
})
const groupsCalled = (name: string) =>
  api.store.groups.model.countDocuments({ org: api.tenant.org, name })
const idIn = ({ text }: { text: string }) => (JSON.parse(text) as { id: string }).id

it('what was written although MongoDB’s answer was lost is found, and not written again', async () => {
  const [key, name] = [unique(), unique()]
  const writeConcernError = { code: late, errmsg: 'too late' }
  await failCommands('alwaysOn', {
    ...{ failCommands: ['insert'], writeConcernError, ...on('ruleGroups') },
  })
  expect((await send(group(name), key)).status).toBe(503)
  expect(await groupsCalled(name)).toBe(1)
  await failCommands('off', {})

  const again = await send(group(name), key)
  expect([again.status, again.replayed, await groupsCalled(name)]).toEqual([200, false, 1])
  expect(bytesOf(await send(group(name), key))).toBe(bytesOf(again))
})

it('what MongoDB did not take is done by the repeat', async () => {
  const [key, name] = [unique(), unique()]
  await failCommands('alwaysOn', {
    ...{ failCommands: ['insert'], errorCode: late, ...on('ruleGroups') },
  })
  const failed = await send(group(name), key)
  expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '5'])
  await failCommands('off', {})
  expect((await send(group(name), key)).status).toBe(200)
  expect(await groupsCalled(name)).toBe(1)
})

it('after a failure the key is free for something else', async () => {
  const [key, name] = [unique(), unique()]
  await failCommands('alwaysOn', {
    ...{ failCommands: ['insert'], errorCode: late, ...on('ruleGroups') },
  })
  await send(group(name), key)
  await failCommands('off', {})
  const other = await send(group(`${name}b`), key)
  expect(other.status).toBe(200)
  expect([await groupsCalled(name), await groupsCalled(`${name}b`)]).toEqual([0, 1])
})

it('an answer that could not be written down is found out by the repeat, when the lease is over', async () => {
  const [key, name] = [unique(), unique()]
  await failCommands('alwaysOn', {
    ...{ failCommands: ['update'], errorCode: late, ...on('answers') },
  })
  expect((await send(group(name), key)).status).toBe(503)
  await failCommands('off', {})

  const early = await send(group(name), key)
  expect([early.status, early.headers.get('retry-after')]).toEqual([409, '1'])
  expect(early.headers.get('x-should-retry')).toBeNull()
  api.clock.offsetMs = 10_000
  const later = await send(group(name), key).finally(() => (api.clock.offsetMs = 0))
  expect([later.status, await groupsCalled(name)]).toEqual([200, 1])
  const { org } = api.tenant
  expect(await api.store.groups.find(org, idIn(later))).toMatchObject({ name })
})

it('a key that cannot be written down starts nothing', async () => {
  const [key, name] = [unique(), unique()]
  await failCommands('alwaysOn', {
    ...{ failCommands: ['insert'], errorCode: late, ...on('answers') },
  })
  expect((await send(group(name), key)).status).toBe(503)
  await failCommands('off', {})
  expect(await groupsCalled(name)).toBe(0)
  expect((await send(group(name), key)).status).toBe(200)
})

it('what a dead process holds in a transaction keeps nobody waiting for longer than seconds', async () => {
  const { id: group } = (
    await api.call('POST', '/api/loyalty/rule_groups/create', { name: 'held' })
  ).body as { id: string }
  const sent = { method: 'POST', path: `/api/loyalty/rule_groups/${group}`, body: { name: 'new' } }
  const key = unique()
  // A session that nobody ends: this is what a process leaves that was killed before it committed.
  const session = await api.mongo.startSession()
  session.startTransaction()
  const { model } = api.store.groups
  const { org } = api.tenant
  await model.updateOne({ org, _id: group }, { $set: { name: 'lost' } }, { session })

  const started = performance.now()
  const early = await send(sent, key)
  expect([early.status, early.headers.get('retry-after')]).toEqual([503, '5'])
  expect(performance.now() - started).toBeLessThan(10_000)
  await session.abortTransaction()
  await session.endSession()
  expect((await send(sent, key)).status).toBe(200)
  expect(await api.store.groups.find(org, group)).toMatchObject({ name: 'new' })
})

it('a key that a dead process holds is in progress, and is free when MongoDB has ended its transaction', async () => {
  const [key, name] = [unique(), unique()]
  await send(group(name), key)
  await forgetAnswer(api, key)
  const session = await api.mongo.startSession()
  session.startTransaction()
  const { model } = api.store.answers
  const filter = { org: api.tenant.org, _id: { $regex: key } }
  await model.updateOne(filter, { $set: { applied: 'x' } }, { session })

  const early = await send(group(name), key)
  expect([early.status, early.headers.get('retry-after')]).toEqual([409, '1'])
  await session.abortTransaction()
  await session.endSession()
  expect((await send(group(name), key)).status).toBe(200)
  expect(await groupsCalled(name)).toBe(1)
})

it('ids of what a keyed request makes look like all others, and sort among them', async () => {
  const before = idIn(await send(group('before')))
  const keyed = idIn(await send(group('keyed'), unique()))
  await send(group('a moment'))
  const after = idIn(await send(group('after')))
  const shape = /^grp_[0-9A-HJKMNP-TV-Z]{26}$/
  expect([before, keyed, after].filter((id) => !shape.test(id))).toEqual([])
  expect([before, keyed, after].map((id) => id.slice(0, 14))).toEqual(
    [before, keyed, after].map((id) => id.slice(0, 14)).toSorted(),
  )
})
