import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { startApi, wallet } from './support.ts'
import type { Api } from './support.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

const tell = (body: object) => api.call('POST', '/api/users/metadatas', body)
const accountsOf = async (userId: string) => {
  const { body } = await api.call('GET', `/api/users?userId=${userId}`)
  return body.data[0].accounts.map(({ platform, id, proof }: Record<string, string>) => ({
    ...{ platform, id, proof },
  }))
}
const login = (body: object) => api.call('POST', '/api/users/credentials', body)

it('telling of an unknown wallet makes its user; telling again changes the same one', async () => {
  const first = await tell({ walletAddress: wallet('a'), displayName: 'Ada', bio: 'x' })
  expect(first.status).toBe(200)
  expect(first.body).toMatchObject({
    ...{ displayName: 'Ada', userGroup: null, walletGroupIdentifier: null },
    user: { id: first.body.id, walletAddress: wallet('a') },
  })
  const again = await tell({
    walletAddress: wallet('a').toUpperCase().replace('X', 'x'),
    bio: null,
  })
  expect(again.body.id).toBe(first.body.id)
  expect(again.body).toMatchObject({ displayName: 'Ada' })
  expect(again.body).not.toHaveProperty('bio')
})

it('many first tellings at once make one user', async () => {
  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, n) => tell({ walletAddress: wallet('b'), sybilScore: n })),
  )
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
})

it('accounts are taken at the caller’s word, and null disconnects them', async () => {
  const told = { twitterUserId: '11', twitterUser: 'ada', githubUserId: '12' }
  const { body } = await tell({ externalIdentifier: 'ext-1', ...told })
  expect(await accountsOf(body.id)).toEqual([
    { platform: 'x', id: '11', proof: 'attested' },
    { platform: 'github', id: '12', proof: 'attested' },
  ])
  const renamed = await tell({ userId: body.id, twitterUser: 'lovelace', githubUserId: null })
  expect(renamed.body).toMatchObject({
    twitterUserId: '11',
    twitterUser: 'lovelace',
    githubUserId: null,
  })
  expect(await accountsOf(body.id)).toHaveLength(1)
})

it.each([
  ['/twitterUserId', { twitterUserId: '21' }],
  ['/externalIdentifier', { externalIdentifier: 'owner' }],
  ['/walletAddress', { walletAddress: wallet('c') }],
])("what is somebody else's at %s is 409, and nothing changed", async (pointer, claimed) => {
  await tell({ externalIdentifier: 'owner', twitterUserId: '21' })
  await tell({ walletAddress: wallet('c') })
  const { body: other } = await tell({ externalIdentifier: `other ${pointer}` })
  const { status, body } = await tell({ userId: other.id, bio: 'changed', ...claimed })
  expect([status, body.code, body.errors[0].pointer]).toEqual([409, 'already_connected', pointer])
  const { body: found } = await api.call('GET', `/api/users/metadatas?userId=${other.id}`)
  expect(found.data[0]).not.toHaveProperty('bio')
})

it('of two who claim the same account at once, one has it', async () => {
  const ids = await Promise.all(
    ['p', 'q'].map(async (name) => (await tell({ externalIdentifier: name })).body.id as string),
  )
  const answers = await Promise.all(ids.map((userId) => tell({ userId, discordUserId: '31' })))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
})

it('somebody has to be named, and known', async () => {
  expect((await tell({ bio: 'x' })).status).toBe(422)
  expect((await tell({ userId: 'usr_unknown', bio: 'x' })).status).toBe(404)
  expect((await tell({ walletAddress: wallet('d'), blockStatusReason: 'odd' })).status).toBe(422)
})

it.each([
  ['twitterUser=ada2', '/api/users'],
  ['twitterUserId=41', '/api/users'],
  ['emailAddress=ada2@example.test', '/api/users'],
  ['externalIdentifier=ext-2', '/api/users'],
  [`walletAddress=${wallet('e')}`, '/api/users'],
  ['userSearch=Ada%20Sec', '/api/users/metadatas'],
  ['userSearch=ADA2@', '/api/users/metadatas'],
  ['externalIdentifier=ext-2', '/api/users/metadatas'],
])('a user is found by %s', async (query, path) => {
  const { body } = await tell({
    ...{ externalIdentifier: 'ext-2', twitterUser: 'ada2', twitterUserId: '41' },
    ...{ displayName: 'Ada Second', emailAddress: 'ada2@example.test' },
  })
  await tell({ userId: body.id, walletAddress: wallet('e') })
  const found = await api.call('GET', `${path}?${query}`)
  expect(found.body.data.map(({ id }: { id: string }) => id)).toEqual([body.id])
})

it('a search takes its signs for what they are', async () => {
  const { status, body } = await api.call('GET', '/api/users/metadatas?userSearch=.*%28')
  expect([status, body.data]).toEqual([200, []])
})

it('a token links the account it belongs to, and is never told again', async () => {
  const { body: user } = await tell({ externalIdentifier: 'logger', twitterUserId: '50' })
  const { status, body } = await login({
    ...{ userId: user.id, platform: 'x', accessToken: 'token-51', refreshToken: 'refresh-51' },
  })
  expect(status).toBe(200)
  expect(body).toEqual({
    ...{ userId: user.id, platform: 'x', accountId: '51', handle: 'token-51', proof: 'login' },
  })
  expect(await accountsOf(user.id)).toEqual([{ platform: 'x', id: '51', proof: 'login' }])
  const stored = await api.store.credentials.find(api.tenant.org, user.id, 'x')
  expect(JSON.stringify(stored)).not.toContain('51"')
  const box = api.sealer.open(stored?.sealed ?? '', `${api.tenant.org}/${user.id}:x`)
  expect(JSON.parse(box)).toEqual({ accessToken: 'token-51', refreshToken: 'refresh-51' })
})

it('what a login proved stays proved, until it is another account', async () => {
  const { body: user } = await tell({ externalIdentifier: 'proved' })
  await login({ userId: user.id, platform: 'github', accessToken: 'token-61' })
  await tell({ userId: user.id, githubUserId: '61', githubUser: 'renamed' })
  expect(await accountsOf(user.id)).toEqual([{ platform: 'github', id: '61', proof: 'login' }])
  await tell({ userId: user.id, githubUserId: '62' })
  expect(await accountsOf(user.id)).toEqual([{ platform: 'github', id: '62', proof: 'attested' }])
  expect(await api.store.credentials.find(api.tenant.org, user.id, 'github')).toBeNull()
})

it("a token of somebody else's account is 409, and is not kept", async () => {
  await tell({ externalIdentifier: 'first', discordUserId: '71' })
  const { body: second } = await tell({ externalIdentifier: 'second' })
  const { status } = await login({ userId: second.id, platform: 'discord', accessToken: 't-71' })
  expect(status).toBe(409)
  expect(await api.store.credentials.find(api.tenant.org, second.id, 'discord')).toBeNull()
})

it('a platform that cannot be asked is 422, an unknown user 404', async () => {
  expect((await login({ userId: 'u', platform: 'myspace', accessToken: 't' })).status).toBe(422)
  expect((await login({ userId: 'u', platform: 'x', accessToken: 't' })).status).toBe(404)
})
