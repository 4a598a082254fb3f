import { beforeAll, expect, it } from '@jest/globals'
import type { Child } from '../../../engines/child.ts'
import { accountId } from '../../../src/ledger/account.ts'
import { createRule, createUsers, useFaults } from '../../faults/support.ts'
import { eventually } from '../../support/eventually.ts'

const faults = useFaults()
const clients = 60
/** How many of each kind are under way at every moment. */
const lanes = 4
const kills = 3

let api: Child
let user: string
let rule: string
beforeAll(async () => {
  // What a killed process has locked in a transaction is free after this, and not after a minute.
  const admin = faults.services.store.groups.model.db.getClient().db('admin')
  await admin.command({ setParameter: 1, transactionLifetimeLimitSeconds: 3 })
  api = await faults.services.startApi()
  const users = await createUsers(faults, 1)
  user = users[0] ?? ''
  const range = [{ startRange: 900, endRange: 1000, amount: 1 }]
  const counts = { trackProgress: true, progressType: 'counter', metadata: { range } }
  rule = await createRule(faults, { ...counts, claimType: 'manual' })
}, 60_000)

/** What each client asks for, once, and goes on asking for until it is answered. */
const requests: Record<string, (client: number) => [path: string, body: object]> = {
  group: (client) => ['rule_groups/create', { name: `group ${client}` }],
  progress: () => ['rule_statuses', { loyaltyRuleId: rule, userId: user, incProgress: 1 }],
  multiplier: (client) => ['multipliers', { userId: user, multiplier: 2, title: `${client}` }],
  transaction: () => [
    ...(['transactions', { description: 'd', entries: [{ userId: user, amount: 1 }] }] as const),
  ],
}

async function ask(path: string, body: object, key: string): Promise<string | undefined> {
  const { services, tenant } = faults
  const headers = { 'x-api-key': tenant.key, 'content-type': 'application/json' }
  const sent = {
    ...{ method: 'POST', body: JSON.stringify(body) },
    headers: { ...headers, 'idempotency-key': key },
  }
  try {
    const answer = await fetch(`${services.baseUrl}/api/loyalty/${path}`, sent)
    const text = await answer.text()
    if (answer.status === 200) return text
    // A client that is told to come back does; anything else would be a refusal, and none is due.
    expect([409, 503]).toContain(answer.status)
    expect(answer.headers.get('retry-after')).not.toBeNull()
  } catch (error) {
    // Nobody listens, or the answer broke off: this is what the process being killed looks like.
    if ((error as Error).name !== 'TypeError') throw error
  }
  return undefined
}

it('does what was asked once, however often it is killed meanwhile', async () => {
  const { services, tenant } = faults
  const answers: { path: string; body: object; key: string; text: string }[] = []
  const asking = Object.entries(requests).flatMap(([name, request]) =>
    Array.from({ length: lanes }, async (_, lane) => {
      for (let client = lane; client < clients; client += lanes) {
        const [path, body] = request(client)
        const key = `${name} of ${client}`
        const isAnswered = async () => {
          const text = await ask(path, body, key)
          if (text !== undefined) answers.push({ path, body, key, text })
          return text !== undefined
        }
        await eventually(isAnswered, 60_000)
      }
    }),
  )
  const total = clients * Object.keys(requests).length
  for (let kill = 1; kill <= kills; kill++) {
    await eventually(async () => answers.length >= (kill * total) / (kills + 2))
    api.kill('SIGKILL')
    await api.exited
    api = await services.startApi()
  }
  await Promise.all(asking)
  for (const { path, body, key, text } of answers) expect(await ask(path, body, key)).toBe(text)

  const { org, website, currency } = tenant
  const count = (model: { countDocuments: (filter: object) => PromiseLike<number> }) =>
    model.countDocuments({ org })
  expect({
    groups: await count(services.store.groups.model),
    multipliers: await count(services.store.multipliers.model),
    progress: (await services.store.progress.find(org, rule, user))?.progress,
    points: await services.ledger.balance(accountId({ org, website, currency, owner: user })),
  }).toMatchObject({
    ...{ groups: clients, multipliers: clients, progress: clients },
    points: { balance: BigInt(clients), seq: clients },
  })
}, 120_000)
