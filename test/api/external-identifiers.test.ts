import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { bodiesFor } from './sample-rules.ts'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let link: object
beforeAll(async () => {
  api = await startApi()
  link = bodiesFor(api).link
})
afterAll(() => api.stop())

const rules = '/api/loyalty/rules'
const groups = '/api/loyalty/rule_groups'
const things: { what: string; create: string; change: string; field: 'rules' | 'groups' }[] = [
  { what: 'rule', create: rules, change: rules, field: 'rules' },
  { what: 'rule group', create: `${groups}/create`, change: groups, field: 'groups' },
]

describe.each(things)('the identifier of a $what', ({ what, create, change, field }) => {
  const make = (externalIdentifier?: unknown, key?: string) => {
    const body = what === 'rule' ? link : { name: 'G' }
    const headers: Record<string, string> = key ? { 'idempotency-key': key } : {}
    return api.call('POST', create, { ...body, externalIdentifier }, { headers })
  }

  it('is kept and answered', async () => {
    const { status, body } = await make(`${field}-daily quest`)
    expect({ status, identifier: body.externalIdentifier }).toEqual({
      ...{ status: 200, identifier: `${field}-daily quest` },
    })
    expect(await api.store[field].find(api.tenant.org, body.id)).toMatchObject({
      externalIdentifier: `${field}-daily quest`,
    })
  })

  it('may be left out, by as many as like', async () => {
    for (const none of [undefined, null]) {
      expect((await make(none)).body.externalIdentifier).toBeNull()
      expect((await make(none)).status).toBe(200)
    }
  })

  it('is taken by one only, however many ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => make(`${field}-one`)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(7).fill(422)])
    expect(answers.find(({ status }) => status === 422)?.body.errors).toEqual([
      {
        ...{ pointer: '/externalIdentifier', code: 'taken' },
        message: `another ${what} of this website has it`,
      },
    ])
  })

  it('is not taken from itself when a request with a key is sent again', async () => {
    const [first, second] = [
      await make(`${field}-k`, `${field}-1`),
      await make(`${field}-k`, `${field}-1`),
    ]
    expect(second.body).toEqual(first.body)
    expect((await make(`${field}-k`, `${field}-2`)).status).toBe(422)
  })

  it('is changed and given up, and then free for another', async () => {
    const { body } = await make(`${field}-old`)
    const put = (externalIdentifier: unknown, headers = {}) =>
      api.call('POST', `${change}/${body.id}`, { externalIdentifier }, { headers })
    expect((await put(`${field}-new`)).body.externalIdentifier).toBe(`${field}-new`)
    expect((await make(`${field}-old`)).status).toBe(200)
    for (const headers of [{}, { 'idempotency-key': `${field}-3` }]) {
      const { body: refused } = await put(`${field}-old`, headers)
      expect(refused.errors).toMatchObject([{ code: 'taken' }])
    }
    expect((await put(null)).body.externalIdentifier).toBeNull()
    expect((await make(`${field}-new`)).status).toBe(200)
  })

  it.each(['', 'x'.repeat(201), '\ud800', 7])('may not be %j', async (wrong) => {
    const { status, body } = await make(wrong)
    expect(status).toBe(422)
    expect(body.errors).toMatchObject([{ pointer: '/externalIdentifier' }])
  })
})

it('a deleted rule keeps its identifier, as it may come back', async () => {
  const named = { ...link, externalIdentifier: 'gone' }
  const { body } = await api.call('POST', rules, named)
  await api.call('DELETE', `${rules}/${body.id}`)
  expect((await api.call('POST', rules, named)).body.errors).toMatchObject([{ code: 'taken' }])
  await api.call('POST', `${rules}/${body.id}`, { externalIdentifier: null })
  expect((await api.call('POST', rules, named)).status).toBe(200)
})
