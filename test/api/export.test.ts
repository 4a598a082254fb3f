import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { accountId } from '../../src/ledger/account.ts'
import { startApi, wallet } from './support.ts'
import type { Api } from './support.ts'

const path = '/api/loyalty/transaction_entries/export'
let api: Api
let ann: string
let bob: string
beforeAll(async () => {
  api = await startApi()
  const post = async (to: string, body: object) => (await api.call('POST', to, body)).body
  ann = (await post('/api/users/metadatas', { walletAddress: wallet('a') })).id
  bob = (await post('/api/users/metadatas', { externalIdentifier: 'bob' })).id
  const cents = { name: 'Cash', symbol: 'C', decimals: 2 }
  const cash = (await post('/api/loyalty/currencies', cents)).id
  for (const [description, userId, amount, more] of [
    ['first', ann, 50, {}],
    ['=cmd("x")', bob, 6, {}],
    ['a "quoted", text', ann, -7, {}],
    ['cash', ann, '1.25', { loyaltyCurrencyId: cash }],
  ] as const) {
    await post('/api/loyalty/transactions', { description, entries: [{ userId, amount, ...more }] })
  }
})
afterAll(() => api.stop())

const lines = (body: string) => body.split('\n').filter(Boolean)
const parsed = (body: string) => lines(body).map((line) => JSON.parse(line))

it('every entry is a line of JSON, oldest first, as it is listed', async () => {
  const { status, headers, body } = await api.call('GET', path)
  expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson'])
  expect(headers.get('content-disposition')).toContain('transaction-entries.ndjson')
  const list = '/api/loyalty/transaction_entries?sortDir=asc'
  const listed = (await api.call('GET', list)).body.data
  expect(listed).toHaveLength(4)
  expect(parsed(body)).toEqual(listed)
})

it('a CSV file has the same, with signed amounts and nothing that runs', async () => {
  const { headers, body } = await api.call('GET', `${path}?format=csv`)
  expect(headers.get('content-type')).toMatch(/^text\/csv/)
  const [head, ...rows] = body.split('\r\n')
  expect(head).toMatch(/^id,createdAt,userId,amount,direction,/)
  expect(rows).toHaveLength(5)
  expect(rows.map((row: string) => row.split(',')[3])).toEqual(['50', '6', '-7', '1.25', undefined])
  expect(body).toContain(`"'=cmd(""x"")"`)
  expect(body).toContain('"a ""quoted"", text"')
})

it.each([
  ['userId=BOB', ['6']],
  ['userId=ANN&userId=BOB', ['50', '6', '7', '1.25']],
  ['type=loyalty_rule', []],
  ['userId=usr_unknown', []],
  ['createdAtEnd=2001-01-01T00:00:00Z', []],
  ['createdAtStart=2001-01-01T00:00:00Z&type=api_key', ['50', '6', '7', '1.25']],
])('%s narrows it to %j', async (query, amounts) => {
  const asked = query.replace('BOB', bob).replace('ANN', ann)
  const { body } = await api.call('GET', `${path}?${asked}`)
  expect(parsed(body).map(({ exactAmount }) => exactAmount)).toEqual(amounts)
})

it('what is wrong with the question is said before anything is sent', async () => {
  expect((await api.call('GET', `${path}?format=xml`)).body.errors[0].pointer).toBe('/format')
  expect((await api.call('GET', `${path}?idempotencyKey=k`)).status).toBe(422)
  expect((await api.call('GET', path, undefined, { key: '' })).status).toBe(401)
  const head = await api.call('HEAD', path)
  expect([head.status, head.body]).toEqual([200, ''])
})

it('another organization exports nothing of ours', async () => {
  const other = await api.engine.tenants.createTenant({
    ...{ name: 'Other', websiteName: 'Other', externalIdentifier: 'other', domains: [] },
  })
  const mine = { key: other.key }
  expect((await api.call('GET', path, undefined, mine)).body).toBe('')
  const named = await api.call('GET', `${path}?userId=${ann}`, undefined, mine)
  expect(named.body).toBe('')
  const website = `${path}?websiteId=${api.tenant.website}`
  expect((await api.call('GET', website, undefined, mine)).status).toBe(404)
})

it('what is booked meanwhile is left out, everything else is there once', async () => {
  const { org, website, currency } = api.tenant
  const place = { org, website, currency }
  const give = (name: string, count: number) =>
    api.ledger.postAll(
      Array.from({ length: count }, (_, index) => ({
        key: `${name}-${index}`,
        kind: 'reward' as const,
        legs: [
          { account: accountId({ ...place, owner: 'issuance' }), amount: -1n },
          { account: accountId({ ...place, owner: `u${index % 20}` }), amount: 1n },
        ],
      })),
    )
  await give('before', 3_000)
  for (const [name, filter, count] of [
    ['first', {}, 3_000],
    ['second', { user: ['u1', 'u2', 'u3'] }, 450],
  ] as const) {
    const stream = api.engine.entries.all({ org, website }, filter)
    const first = await stream.next()
    const lines = first.done ? [] : [...first.value]
    await give(name, 500)
    for await (const some of stream) lines.push(...some)
    const keys = lines.map(({ transaction }) => transaction.key)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.filter((key) => key.startsWith('before'))).toHaveLength(count)
    expect(keys.filter((key) => key.startsWith(name))).toEqual([])
  }
})
