import { expect, it } from '@jest/globals'
import { xApp } from '../../sandbox/x/caller.ts'
import { clientFor, clientOf, useX } from '../support/x.ts'

const x = useX()
const { clientId, clientSecret, publicClientId } = xApp
const redirectUri = 'http://127.0.0.1:3000/callback'
const scope = ['tweet.read', 'users.read', 'offline.access']

function app() {
  return clientOf(x, { clientId, clientSecret })
}

/** Goes the way of a browser: to the page of the link, and back with what it answers. */
async function visit(link: string): Promise<URLSearchParams> {
  const url = new URL(link)
  const answer = await fetch(x.vendor.url + url.pathname + url.search, { redirect: 'manual' })
  return new URL(answer.headers.get('location') ?? 'http://nowhere').searchParams
}

it('a user connects an account, and his token tells who he is', async () => {
  await x.control.do({ do: 'sign_in', who: 'alice' })
  const link = app().generateOAuth2AuthLink(redirectUri, { scope })
  const back = await visit(link.url)
  expect(back.get('state')).toBe(link.state)
  const code = back.get('code') ?? ''
  const login = await app().loginWithOAuth2({ code, codeVerifier: link.codeVerifier, redirectUri })
  expect(login).toMatchObject({ expiresIn: 7_200, scope, refreshToken: expect.any(String) })
  const { data } = await clientOf(x, login.accessToken).v2.me()
  expect(data.username).toBe('alice')
})

it('a user who does not consent brings back no code', async () => {
  await x.control.do({ do: 'sign_in', who: 'alice', on: false })
  const back = await visit(app().generateOAuth2AuthLink(redirectUri, { scope }).url)
  expect([back.get('error'), back.get('code')]).toEqual(['access_denied', null])
})

it('a public client needs no secret, a confidential one does', async () => {
  const order = { do: 'authorize', who: 'alice', verifier: 'v', redirect_uri: redirectUri }
  const { code = '' } = await x.control.do({ ...order, client: publicClientId })
  const login = { code, codeVerifier: 'v', redirectUri }
  const open = await clientOf(x, { clientId: publicClientId }).loginWithOAuth2(login)
  expect(open.accessToken).toEqual(expect.any(String))
  const { code: second = '' } = await x.control.do(order)
  const bare = clientOf(x, { clientId }).loginWithOAuth2({ ...login, code: second })
  await expect(bare).rejects.toMatchObject({ code: 401, data: { error: 'unauthorized_client' } })
})

it.each([
  ['another verifier', { codeVerifier: 'w' }, 0],
  ['another address', { redirectUri: 'http://127.0.0.1:3000/else' }, 0],
  ['another code', { code: 'x' }, 0],
  ['a code of half a minute ago', {}, 30_000],
])('%s buys no token', async (_, change, add) => {
  const order = { do: 'authorize', who: 'alice', verifier: 'v', redirect_uri: redirectUri }
  const { code = '' } = await x.control.do(order)
  await x.control.clock({ add: add + 1 })
  const login = app().loginWithOAuth2({ code, codeVerifier: 'v', redirectUri, ...change })
  await expect(login).rejects.toMatchObject({ code: 400, data: { error: 'invalid_request' } })
})

it('a code works once', async () => {
  const order = { do: 'authorize', who: 'alice', verifier: 'v', redirect_uri: redirectUri }
  const login = { code: (await x.control.do(order))['code'] ?? '', codeVerifier: 'v', redirectUri }
  await app().loginWithOAuth2(login)
  await expect(app().loginWithOAuth2(login)).rejects.toMatchObject({ code: 400 })
})

it('a refresh token rotates: the old one dies with its first use', async () => {
  const { refresh_token: old = '' } = await x.control.do({ do: 'issue_token', who: 'alice' })
  const { accessToken, refreshToken = '' } = await app().refreshOAuth2Token(old)
  expect((await clientOf(x, accessToken).v2.me()).data.username).toBe('alice')
  await expect(app().refreshOAuth2Token(old)).rejects.toMatchObject({
    code: 400,
    data: { error: 'invalid_grant' },
  })
  expect((await app().refreshOAuth2Token(refreshToken)).refreshToken).not.toBe(refreshToken)
})

it('an access token lives two hours of the vendor', async () => {
  const alice = await clientFor(x, 'alice')
  await alice.v2.me()
  await x.control.clock({ add: 7_200_000 })
  await expect(alice.v2.me()).rejects.toMatchObject({ code: 401, data: { title: 'Unauthorized' } })
})

it('without offline.access there is nothing to refresh with', async () => {
  const made = await x.control.do({ do: 'issue_token', who: 'alice', scopes: ['users.read'] })
  expect(made).not.toHaveProperty('refresh_token')
})

it('a revoked token is dead, by the user and by the client', async () => {
  const [first, second] = [await clientFor(x, 'alice'), await clientFor(x, 'bob')]
  await x.control.do({ do: 'revoke_token', who: 'alice' })
  await expect(first.v2.me()).rejects.toMatchObject({ code: 401 })
  const { access_token: token = '' } = await x.control.do({ do: 'issue_token', who: 'bob' })
  await app().revokeOAuth2Token(token)
  await expect(clientOf(x, token).v2.me()).rejects.toMatchObject({ code: 401 })
  expect((await second.v2.me()).data.username).toBe('bob')
})

it.each([
  ['an unknown token', async () => clientOf(x, 'nobody'), 401],
  ['the app alone', async () => clientOf(x), 403],
  ['a token without users.read', () => clientFor(x, 'alice', ['tweet.read']), 403],
  [
    'a token whose scopes were narrowed',
    async () => {
      const client = await clientFor(x, 'alice')
      await x.control.do({ do: 'narrow_scopes', who: 'alice', scopes: ['tweet.read'] })
      return client
    },
    403,
  ],
])('%s is not told who it is', async (_, client, code) => {
  await expect((await client()).v2.me()).rejects.toMatchObject({ code })
})

it('a fault kills a token for a call, an access token and a refresh token alike', async () => {
  const made = await x.control.do({ do: 'issue_token', who: 'alice' })
  const alice = clientOf(x, made['access_token'])
  await x.control.faults({ kind: 'token_dead', next: 2 })
  await expect(alice.v2.me()).rejects.toMatchObject({ code: 401 })
  await expect(app().refreshOAuth2Token(made['refresh_token'] ?? '')).rejects.toMatchObject({
    code: 400,
  })
  expect((await alice.v2.me()).data.username).toBe('alice')
})

it('neither the log nor the state shows a secret', async () => {
  const made = await x.control.do({ do: 'issue_token', who: 'alice' })
  await clientOf(x, made['access_token']).v2.me()
  const { accessToken, refreshToken = '' } = await app().refreshOAuth2Token(
    made['refresh_token'] ?? '',
  )
  const shown = JSON.stringify([await x.control.calls(), await x.control.state()])
  const secrets = [
    made['access_token'],
    made['refresh_token'],
    accessToken,
    refreshToken,
    clientSecret,
  ]
  for (const secret of secrets) expect(shown).not.toContain(secret)
  expect((await x.control.calls()).map(({ who }) => who)).toEqual(['alice', 'alice'])
})
