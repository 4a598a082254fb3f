import { afterEach, beforeAll, expect, it } from '@jest/globals'
import { Client, Connection } from '@temporalio/client'
import { openProxy } from '../../chaos/proxy.ts'
import type { Child } from '../../engines/child.ts'
import { accountId } from '../../src/ledger/account.ts'
import { eventually } from '../support/eventually.ts'
import { createRule, createUsers, temporalAddress, useFaults } from './support.ts'

const faults = useFaults()

beforeAll(async () => {
  await faults.services.startWorker()
}, 60_000)

// Each test starts an API of its own on the same port.
let api: Child | undefined
afterEach(() => api?.stop())

const balanceOf = async (user: string) => {
  const { org, website, currency } = faults.tenant
  return (await faults.services.ledger.balance(accountId({ org, website, currency, owner: user })))
    .balance
}

it('gives ten simultaneous identical claims one workflow run and one entry', async () => {
  const { services, tenant } = faults
  api = await services.startApi()
  const [user = ''] = await createUsers(faults, 1)
  const rule = await createRule(faults)
  const answers = await Promise.all(
    Array.from({ length: 10 }, () =>
      services.call(tenant.key, 'POST', `/api/loyalty/rules/${rule}/complete`, { userId: user }),
    ),
  )
  // Those that come after the reward are told so; no one is told anything else.
  expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([])
  await eventually(async () => (await balanceOf(user)) === 100n)

  const connection = await Connection.connect({ address: temporalAddress() })
  const client = new Client({ connection, namespace: services.name })
  const runs = async () => {
    const found = []
    for await (const run of client.workflow.list({ query: `VouchsafeRule = '${rule}'` }))
      found.push(run.workflowId)
    return found
  }
  await eventually(async () => (await runs()).length > 0)
  expect(await runs()).toEqual([`claim:${rule}:${user}:0`])
  await connection.close()
  expect(await balanceOf(user)).toBe(100n)
}, 60_000)

it('loses nothing when it is killed between accepting a claim and starting its workflow', async () => {
  const { services, tenant } = faults
  const proxy = await openProxy(temporalAddress())
  api = await services.startApi({ TEMPORAL_ADDRESS: proxy.address })
  const rule = await createRule(faults)
  const [user = ''] = await createUsers(faults, 1)

  proxy.freeze()
  const { status } = await services.call(
    tenant.key,
    'POST',
    `/api/loyalty/rules/${rule}/complete`,
    { userId: user },
  )
  expect(status).toBe(200)
  expect(await services.store.claims.find(tenant.org, `${rule}:${user}:0`)).toMatchObject({
    status: 'accepted',
  })
  api.kill('SIGKILL')
  await api.exited
  await proxy.close()

  await eventually(async () => (await balanceOf(user)) === 100n, 45_000)
}, 90_000)

it('refuses claims while Temporal is away, and writes nothing', async () => {
  const { services, tenant } = faults
  const proxy = await openProxy(temporalAddress())
  api = await services.startApi({ TEMPORAL_ADDRESS: proxy.address })
  const rule = await createRule(faults)
  const [user = ''] = await createUsers(faults, 1)
  await proxy.close()

  await eventually(async () => (await fetch(`${services.baseUrl}/readyz`)).status === 503)
  const answer = await services.call(tenant.key, 'POST', `/api/loyalty/rules/${rule}/complete`, {
    userId: user,
  })
  expect(answer.status).toBe(503)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(answer.body).toMatchObject({ code: 'unavailable' })
  expect(await services.store.claims.find(tenant.org, `${rule}:${user}:0`)).toBeNull()
}, 90_000)

it('answers 503 with Retry-After while MongoDB is away', async () => {
  const { services, tenant } = faults
  api = await services.startApi()
  faults.mongod.kill('SIGKILL')
  await faults.mongod.exited
  const answer = await services.call(
    tenant.key,
    'GET',
    `/api/loyalty/rules?websiteId=${tenant.website}`,
  )
  expect(answer.status).toBe(503)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  await faults.restartMongod()
  await eventually(async () => (await fetch(`${services.baseUrl}/readyz`)).ok, 30_000)
}, 90_000)
