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
  const find = async (id: string, website = api.tenant.website) =>
    (await api.store[field].findByExternalId(api.tenant.org, website, id))?._id

  it('is kept and answered, and finds it, as its own id does', async () => {
    const { status, body } = await make(`${field}-daily quest`)
    expect({ status, identifier: body.externalIdentifier }).toEqual({
      ...{ status: 200, identifier: `${field}-daily quest` },
    })
    expect(await find(`${field}-daily quest`)).toBe(body.id)
    expect(await find(body.id)).toBe(body.id)
    expect(await find(`${field}-daily quest`, 'web_other')).toBeUndefined()
    expect(await find('nobody')).toBeUndefined()
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
    expect(await find(`${field}-new`)).toBeUndefined()
    expect((await make(`${field}-new`)).status).toBe(200)
  })

  it.each(['', 'x'.repeat(201), '\ud800', 7])('may not be %j', async (wrong) => {
    const { status, body } = await make(wrong)
    expect(status).toBe(422)
    expect(body.errors).toMatchObject([{ pointer: '/externalIdentifier' }])
  })

  it('that is the id of another is outdone by that id', async () => {
    const { body: named } = await make()
    await make(named.id)
    expect(await find(named.id)).toBe(named.id)
  })
})

it('a deleted rule is not found by its identifier, and comes back with it', async () => {
  const { body } = await api.call('POST', '/api/loyalty/rules', {
    ...link,
    externalIdentifier: 'gone',
  })
  const find = () => api.store.rules.findByExternalId(api.tenant.org, api.tenant.website, 'gone')
  await api.call('DELETE', `/api/loyalty/rules/${body.id}`)
  expect(await find()).toBeNull()
  await api.call('POST', `/api/loyalty/rules/${body.id}`, { deletedAt: null })
  expect(await find()).toMatchObject({ _id: body.id })
})
