import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { isRefusal } from '../../../src/api/idempotency.ts'
import { failures } from '../../../src/domain/failure.ts'
import type { FailureCode } from '../../../src/domain/failure.ts'
import { startApi } from '../support.ts'
import type { Api } from '../support.ts'
import { unique, worldOf } from './cases.ts'
import type { Sent, World } from './cases.ts'
import { bytesOf, conflictIn, senderOf } from './send.ts'
import type { Send } from './send.ts'

let api: Api
let world: World
let send: Send
beforeAll(async () => {
  api = await startApi()
  world = worldOf(api)
  send = senderOf(api)
})
afterAll(() => api.stop())

const transactions = '/api/loyalty/transactions'
const give = (userId: string, amount: number) =>
  world.post(transactions, { description: 'd', entries: [{ userId, amount }] })

/** A request that is refused for how things stand, and what makes them stand otherwise. */
interface Refused extends Sent {
  bearer?: boolean
  code: string
  mend: () => Promise<unknown>
  /** In `body`, unless it is sent in the header. */
  carry?: (body: Readonly<Record<string, unknown>>, key: string) => Record<string, unknown>
}

const withdrawal = async (): Promise<Refused> => {
  const body = { account: unique(), platform: 'steam', pid: 'acme', id: unique(), xp: 9 }
  const bearer = { bearer: api.tenant.key }
  return {
    ...{ method: 'POST', path: '/api/v1/user/withdraw', bearer: true },
    ...{ body: { ...body, strict: true }, code: 'insufficient_points' },
    mend: () => api.call('POST', '/api/v1/user/reward', { ...body, xp: 100 }, bearer),
  }
}
const debit = async (): Promise<Refused> => {
  const userId = await world.user()
  return {
    ...{ method: 'POST', path: transactions, code: 'insufficient_points' },
    body: { description: 'd', entries: [{ userId, amount: -9 }] },
    mend: () => give(userId, 100),
  }
}
const early = async (): Promise<Refused> => {
  const rule = await world.rule({ ...world.bodies.daily, isPaused: true })
  return {
    ...{ method: 'POST', path: `/api/loyalty/rules/${rule}/complete`, code: 'rule_inactive' },
    body: { userId: await world.user() },
    mend: () => world.post(`/api/loyalty/rules/${rule}`, { isPaused: false }),
  }
}
const taken = async (): Promise<Refused> => {
  const other = await world.multiplier()
  const { externalIdentifier } = other
  return {
    ...{ method: 'POST', path: '/api/loyalty/multipliers', code: 'key_conflict' },
    body: { userId: await world.user(), multiplier: 2, externalIdentifier },
    mend: () => api.call('DELETE', `/api/loyalty/multipliers/${other.id}`),
  }
}

describe.each<[string, () => Promise<Refused>]>([
  ['a strict withdrawal', withdrawal],
  ['a debit', debit],
  ['a claim', early],
  ['an identifier that is taken', taken],
])('%s that was refused', (_name, prepare) => {
  it('is refused in the same words under the same key, and done under another', async () => {
    const { mend, code, ...sent } = await prepare()
    const key = unique()
    const first = await send(sent, key)
    expect(first.status).toBeGreaterThanOrEqual(400)
    expect(first.text).toContain(`"${code}"`)
    await mend()
    const again = await send(sent, key)
    expect([bytesOf(again), again.replayed]).toEqual([bytesOf(first), true])
    expect(again.headers.get('x-should-retry')).toBe(first.headers.get('x-should-retry'))
    const body = sent.bearer ? { ...sent.body, id: unique() } : { ...sent.body }
    expect((await send({ ...sent, body }, unique())).status).toBe(200)
  })
})

const keyless = (text: string) => text.replace(/"requestId":"[^"]*"/, '')

it.each<[string, () => Promise<Refused>, NonNullable<Refused['carry']>]>([
  ['a strict withdrawal by its id', withdrawal, (body, id) => ({ ...body, id })],
  [
    'a debit by the key of its entry',
    debit,
    ({ entries, ...body }, idempotencyKey) => ({
      ...body,
      entries: (entries as object[]).map((entry) => ({ ...entry, idempotencyKey })),
    }),
  ],
  ['a claim by its body', early, (body, idempotencyKey) => ({ ...body, idempotencyKey })],
])('%s is refused again, whatever there is by then', async (_name, prepare, carry) => {
  const { mend, body = {}, ...sent } = await prepare()
  const ask = (key: string) => send({ ...sent, body: carry(body, key) })
  const key = unique()
  const first = await ask(key)
  expect(first.status).toBeGreaterThanOrEqual(400)
  await mend()
  const again = await ask(key)
  expect([again.status, keyless(again.text)]).toEqual([first.status, keyless(first.text)])
  expect((await ask(unique())).status).toBe(200)
})

it('a line that was refused keeps its refusal, and the lines beside it their bookings', async () => {
  const [ann, bob] = [await world.user(), await world.user()]
  const entries = [
    { userId: ann, amount: 5, idempotencyKey: unique() },
    { userId: bob, amount: -5, idempotencyKey: unique() },
  ]
  const sent = { method: 'POST', path: transactions, body: { description: 'd', entries } }
  const first = await send(sent)
  await give(bob, 100)
  const again = await send(sent)
  expect([again.status, keyless(again.text)]).toEqual([422, keyless(first.text)])
  const { org, website, currency } = api.tenant
  const balance = async (user: string) =>
    (await api.ledger.balance(`${org}:${website}:${currency}:${user}`)).balance
  expect([await balance(ann), await balance(bob)]).toEqual([5n, 100n])
})

it('what a line with a key was answered does not follow the wallets of its user', async () => {
  const wallet = `0x${unique()}${unique()}${'0'.repeat(8)}`
  const userId = await world.user()
  const entries = [{ userId, amount: 5, idempotencyKey: unique() }]
  const sent = { method: 'POST', path: transactions, body: { description: 'd', entries } }
  const first = await send(sent)
  await world.post('/api/users/connect', { userId, walletAddress: wallet, walletType: 'evm' })
  expect(bytesOf(await send(sent))).toBe(bytesOf(first))
})

it('a key of a claim is the user’s: another window or rule is no other claim', async () => {
  const userId = await world.user()
  const [daily, other] = [
    await world.rule(world.bodies.daily),
    await world.rule(world.bodies.daily),
  ]
  const complete = (rule: string, more: object) =>
    send({ method: 'POST', path: `/api/loyalty/rules/${rule}/complete`, body: { userId, ...more } })
  const idempotencyKey = unique()
  const first = await complete(daily, { idempotencyKey })
  expect(conflictIn(await complete(other, { idempotencyKey }))).toEqual(['/id'])
  api.clock.offsetMs = 2 * 86_400_000
  const later = await complete(daily, { idempotencyKey }).finally(() => (api.clock.offsetMs = 0))
  expect(bytesOf(later)).toBe(bytesOf(first))
  const { org } = api.tenant
  expect(await api.store.claims.ofUser(org, userId, [daily, other])).toHaveLength(1)
})

it('a request with two keys is done once under either', async () => {
  const userId = await world.user()
  const path = `/api/loyalty/rules/${await world.rule(world.bodies.word)}/complete`
  const complete = (idempotencyKey: string, header: string) =>
    send({ method: 'POST', path, body: { userId, idempotencyKey } }, header)
  const [body, header] = [unique(), unique()]
  const first = await complete(body, header)
  const again = [await complete(body, unique()), await complete(body, header)]
  expect(again.map(bytesOf)).toEqual([bytesOf(first), bytesOf(first)])
  expect(again.map(({ replayed }) => replayed)).toEqual([true, true])
  expect(conflictIn(await complete(unique(), header))).toEqual(['/idempotencyKey'])
  expect(
    await api.store.claims.ofUser(api.tenant.org, userId, [path.split('/')[4] ?? '']),
  ).toHaveLength(1)
})

it('a claim is its own key: what it was asked for with cannot be changed while it is under way', async () => {
  const userId = await world.user()
  const path = `/api/loyalty/rules/${await world.rule(world.bodies.daily)}/complete`
  const first = await send({ method: 'POST', path, body: { userId, contentUrl: 'a' } })
  const again = await send({ method: 'POST', path, body: { userId, contentUrl: 'a' } })
  expect([bytesOf(again), again.replayed]).toEqual([bytesOf(first), true])
  const other = await send({ method: 'POST', path, body: { userId, contentUrl: 'b', amount: 3 } })
  expect(conflictIn(other)?.toSorted()).toEqual(['/amount', '/contentUrl'])
})

it('every code is either an answer that stays or a failure that passes', () => {
  const codes = Object.keys(failures) as FailureCode[]
  const kept = codes.filter((code) => isRefusal({ code, status: failures[code].status }))
  expect(kept.toSorted()).toEqual([
    ...['account_closed', 'already_connected', 'cap_reached', 'evidence_taken'],
    ...['insufficient_points', 'interval_spent', 'key_conflict', 'not_connected'],
    ...['required_rule_missing', 'rule_inactive', 'user_blocked'],
  ])
})
