import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { bodiesFor, settle } from './sample-rules.ts'
import { startApi } from './support.ts'
import type { Api } from './support.ts'

let api: Api
let ann: string
let rules: Record<string, string>
beforeAll(async () => {
  api = await startApi()
  ann = (await post('/api/users/metadatas', { externalIdentifier: 'ann' })).id
  const { daily, link, followed, word, held } = bodiesFor(api)
  const bodies = {
    ...{ daily, link, followed, word },
    soon: { ...daily, startTime: '2099-01-01T00:00:00Z' },
    held: { ...held, isPaused: true },
  }
  rules = {}
  for (const [name, body] of Object.entries(bodies)) {
    rules[name] = (await post('/api/loyalty/rules', { ...body, name })).id
  }
  await settle(api, (await complete('daily')).claimId)
  await settle(api, (await complete('word')).claimId, false)
  await complete('link')
})
afterAll(() => api.stop())

const post = async (path: string, body: object) => (await api.call('POST', path, body)).body
const complete = (name: string) =>
  post(`/api/loyalty/rules/${rules[name]}/complete`, { userId: ann })
const ask = async (query = '') => (await api.call('GET', `/api/users/${ann}/why-not${query}`)).body

it('says of each rule whether the user got it, and the sentence to tell them', async () => {
  const { data, hasNextPage } = await ask()
  expect(hasNextPage).toBe(false)
  const told = Object.fromEntries(
    data.map((each: { name: string; state: string; sentence: string }) => [
      each.name,
      [each.state, each.sentence],
    ]),
  )
  expect(told).toEqual({
    daily: ['got', expect.stringMatching(/^The reward was given on \d{4}-\d\d-\d\d\.$/)],
    link: ['later', 'the claim is being verified'],
    followed: ['not_yet', 'Twitter not connected'],
    word: ['not_yet', 'Quest not achieved'],
    soon: ['later', 'the rule has not started yet'],
    held: ['not_yet', 'the rule is paused by its owner'],
  })
})

it('shows the gates in order, with what is there, what is needed and a code', async () => {
  const { data } = await ask()
  const followed = data.find(({ id }: { id: string }) => id === rules.followed)
  expect(followed.gates.map(({ gate }: { gate: string }) => gate)).toEqual([
    ...['rule', 'time', 'user', 'connection', 'required', 'interval', 'cap', 'evidence'],
  ])
  expect(followed).toMatchObject({
    type: 'drip_x_follow',
    trust: 'first_party',
    isClaimable: false,
  })
  expect(followed.gates[3]).toMatchObject({
    ...{ isOpen: false, code: 'not_connected', current: 'none', needed: 'x connected' },
  })
})

it('says the same as is said of one rule', async () => {
  const { data } = await ask()
  for (const { id, gates, isClaimable } of data) {
    const { body } = await api.call('GET', `/api/loyalty/rules/${id}/why-not?userId=${ann}`)
    const withoutTime = (all: { gate: string }[]) => all.filter(({ gate }) => gate !== 'time')
    expect(withoutTime(body.gates)).toEqual(withoutTime(gates))
    expect(body.isClaimable).toBe(isClaimable)
  }
})

it('pages in the order the rules were made', async () => {
  const first = await ask('?limit=4')
  const rest = await ask(`?limit=4&startingAfter=${first.data[3].id}`)
  const ids = [...first.data, ...rest.data].map(({ id }: { id: string }) => id)
  expect([ids, first.hasNextPage, rest.hasNextPage]).toEqual([Object.values(rules), true, false])
})
