import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import { Octokit } from '@octokit/rest'
import { createGithub } from '../../sandbox/github/index.ts'
import { createControl } from '../../sandbox/kit/control.ts'
import type { Control } from '../../sandbox/kit/control.ts'
import type { FaultOrder } from '../../sandbox/kit/faults.ts'
import { startVendor } from '../../sandbox/kit/vendor.ts'
import type { Vendor } from '../../sandbox/kit/vendor.ts'
import { complaintsOf, loadContract } from '../support/contract.ts'

const widgets = { owner: 'acme', repo: 'widgets' }
const repo = 'acme/widgets'

let vendor: Vendor
let control: Control

beforeAll(async () => {
  vendor = await startVendor(createGithub())
  control = createControl(vendor.url)
})
beforeEach(async () => {
  await control.reset()
  await control.do({ do: 'create_repo', who: 'acme', name: 'widgets' })
})
afterAll(() => vendor.stop())

const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const anybody = () => new Octokit({ baseUrl: vendor.url, log: quiet })

async function octokitOf(who: string, scopes?: string[]): Promise<Octokit> {
  const { token } = await control.do({ do: 'issue_token', who, ...(scopes && { scopes }) })
  return new Octokit({ baseUrl: vendor.url, auth: token, log: quiet })
}

/** The status of a call, whether it was answered or thrown. */
async function statusOf(call: Promise<{ status: number }>): Promise<number> {
  return call.then(
    ({ status }) => status,
    (error: { status: number }) => error.status,
  )
}

async function openPull(who: string, order = {}): Promise<number> {
  return (await control.do<{ number: number }>({ do: 'open_pr', who, repo, ...order })).number
}

const merge = (number: number) => control.do({ do: 'merge_pr', repo, number })

async function search(q: string) {
  const { data } = await anybody().rest.search.issuesAndPullRequests({ q })
  return data
}

it('a person is found by token, by id and by login', async () => {
  const alice = await octokitOf('alice')
  const { data: me } = await alice.rest.users.getAuthenticated()
  const { data: byLogin } = await alice.rest.users.getByUsername({ username: 'ALICE' })
  const { data: byId } = await alice.rest.users.getById({ account_id: me.id })
  expect([me.login, byLogin.id, byId.id]).toEqual(['alice', me.id, me.id])
})

it('a former login belongs to nobody, and then to whoever takes it', async () => {
  await control.do({ do: 'create_user', who: 'alice' })
  await control.do({ do: 'rename_user', who: 'alice', login: 'alicia' })
  const look = () => anybody().rest.users.getByUsername({ username: 'alice' })
  expect(await statusOf(look())).toBe(404)
  const { id } = await control.do({ do: 'create_user', who: 'mallory', login: 'alice' })
  expect((await look()).data.id).toBe(id)
})

it.each([
  ['unknown', async () => 'gho_unknown'],
  ['revoked', tokenAfter({ do: 'revoke_token', who: 'alice' })],
  ['a deleted account’s', tokenAfter({ do: 'delete_user', who: 'alice' })],
])('a token that is %s is a 401', async (_, token) => {
  const octokit = new Octokit({ baseUrl: vendor.url, auth: await token(), log: quiet })
  await expect(octokit.rest.repos.get(widgets)).rejects.toMatchObject({
    status: 401,
    response: { data: { message: 'Bad credentials', status: '401' } },
  })
})

function tokenAfter(act: { do: string; who: string }) {
  return async () => {
    const { token } = await control.do({ do: 'issue_token', who: act.who })
    await control.do(act)
    return token
  }
}

it('a token expires by the clock of the vendor', async () => {
  const order = { do: 'issue_token', who: 'alice', lifetime_seconds: 60 }
  const { token } = await control.do(order)
  const octokit = new Octokit({ baseUrl: vendor.url, auth: token, log: quiet })
  expect(await statusOf(octokit.rest.users.getAuthenticated())).toBe(200)
  await control.clock({ add: 61_000 })
  expect(await statusOf(octokit.rest.users.getAuthenticated())).toBe(401)
})

it('a renamed repository redirects to its id until somebody uses the name again', async () => {
  const { data: before } = await anybody().rest.repos.get(widgets)
  await control.do({ do: 'rename_repo', repo, name: 'gadgets' })
  const raw = await fetch(`${vendor.url}/repos/acme/widgets/pulls?state=all`, {
    redirect: 'manual',
  })
  expect(raw.status).toBe(301)
  expect(raw.headers.get('location')).toBe(
    `${vendor.url}/repositories/${before.id}/pulls?state=all`,
  )
  expect((await anybody().rest.repos.get(widgets)).data.full_name).toBe('acme/gadgets')

  const { id } = await control.do({ do: 'create_repo', who: 'acme', name: 'widgets' })
  expect((await anybody().rest.repos.get(widgets)).data.id).toBe(id)
  expect(id).not.toBe(before.id)
})

it.each<[string, object]>([
  ['transferred', { do: 'transfer_repo', repo, to: 'globex' }],
  ['whose owner is renamed', { do: 'rename_user', who: 'acme', login: 'acme-inc' }],
])('a repository %s redirects', async (_, act) => {
  const { data: before } = await anybody().rest.repos.get(widgets)
  await control.do(act as { do: string })
  expect((await anybody().rest.repos.get(widgets)).data.id).toBe(before.id)
})

it.each([
  ['its owner', 'acme', undefined, 200],
  ['a collaborator', 'bob', undefined, 200],
  ['a stranger', 'alice', undefined, 404],
  ['its owner by a token without the scope', 'acme', ['public_repo'], 404],
])('a private repository is shown to %s (%s, scopes %s): %i', async (_, who, scopes, status) => {
  await control.do({ do: 'set_private', repo })
  await control.do({ do: 'invite', repo, who: 'bob' })
  await control.do({ do: 'accept', repo, who: 'bob' })
  const octokit = await octokitOf(who, scopes)
  expect(await statusOf(octokit.rest.repos.get(widgets))).toBe(status)
})

it('a star is 204, and 404 before, after and for a repository that is not there', async () => {
  const alice = await octokitOf('alice')
  const look = (name = 'widgets') =>
    statusOf(
      alice.rest.activity.checkRepoIsStarredByAuthenticatedUser({ owner: 'acme', repo: name }),
    )
  expect(await look()).toBe(404)
  await control.do({ do: 'star', who: 'alice', repo })
  expect([await look(), await look('nothing')]).toEqual([204, 404])
  await control.do({ do: 'unstar', who: 'alice', repo })
  expect(await look()).toBe(404)
})

it.each([
  ['classic', ['read:user'], 404],
  ['fine-grained with the permission', ['starring=read'], 404],
  ['fine-grained without it', ['metadata=read'], 403],
])('a token %s asks about stars: %s, %i', async (_, scopes, status) => {
  const { rest } = await octokitOf('alice', scopes)
  expect(await statusOf(rest.activity.checkRepoIsStarredByAuthenticatedUser(widgets))).toBe(status)
})

it('stars are listed by repository and by user, with their times if asked for', async () => {
  await control.do({ do: 'star', who: 'alice', repo })
  const mediaType = { format: 'star+json' }
  const headers = { accept: 'application/vnd.github.star+json' }
  const { data: plain } = await anybody().rest.activity.listStargazersForRepo(widgets)
  const { data: timed } = await anybody().request('GET /repos/{owner}/{repo}/stargazers', {
    ...widgets,
    mediaType,
    headers,
  })
  const { data: mine } = await anybody().rest.activity.listReposStarredByUser({ username: 'alice' })
  expect(plain).toMatchObject([{ login: 'alice' }])
  expect(timed).toMatchObject([{ starred_at: expect.any(String), user: { login: 'alice' } }])
  expect(mine).toMatchObject([{ full_name: repo }])
})

it('a fork is listed with its owner, whatever it is called, and does not name its parent', async () => {
  await control.do({ do: 'fork', who: 'alice', repo, name: 'mine' })
  const { data } = await anybody().rest.repos.listForks({ ...widgets, sort: 'newest' })
  expect(data).toMatchObject([{ full_name: 'alice/mine', fork: true, owner: { login: 'alice' } }])
  expect(data[0]).not.toHaveProperty('parent')
  const { data: whole } = await anybody().rest.repos.get({ owner: 'alice', repo: 'mine' })
  expect(whole.parent?.full_name).toBe(repo)
})

it.each<[string, object[], number]>([
  ['a stranger', [], 404],
  ['somebody invited', [{ do: 'invite', repo, who: 'bob' }], 404],
  ['somebody who accepted', joined(), 204],
  ['somebody let in by the organisation', [{ do: 'let_in', repo, who: 'bob' }], 204],
  ['somebody removed', [...joined(), { do: 'remove_collaborator', repo, who: 'bob' }], 404],
])('%s as a collaborator is %j: %i', async (_, acts, status) => {
  for (const act of acts) await control.do(act as { do: string })
  const { rest } = await octokitOf('acme')
  expect(await statusOf(rest.repos.checkCollaborator({ ...widgets, username: 'bob' }))).toBe(status)
})

function joined(): object[] {
  return [
    { do: 'invite', repo, who: 'bob' },
    { do: 'accept', repo, who: 'bob' },
  ]
}

it('only the list tells who was invited from who is let in', async () => {
  for (const act of joined()) await control.do(act as { do: string })
  await control.do({ do: 'let_in', repo, who: 'carol' })
  const { rest } = await octokitOf('acme')
  const logins = async (affiliation: 'all' | 'direct') => {
    const { data } = await rest.repos.listCollaborators({ ...widgets, affiliation })
    return data.map(({ login }) => login)
  }
  expect(await logins('all')).toEqual(['acme', 'bob', 'carol'])
  expect(await logins('direct')).toEqual(['acme', 'bob'])
})

it('collaborators are a plain 403 to who may not push', async () => {
  const { rest } = await octokitOf('alice')
  const asked = rest.repos.checkCollaborator({ ...widgets, username: 'bob' })
  await expect(asked).rejects.toMatchObject({
    status: 403,
    response: {
      data: { message: 'Must have push access to view collaborators.' },
      headers: { 'x-ratelimit-remaining': expect.not.stringMatching(/^0$/) },
    },
  })
})

it('a merged pull request is told in lists by `merged_at` alone, and in full by its number', async () => {
  const number = await openPull('alice')
  await control.do({ do: 'merge_pr', repo, number, by: 'bob' })
  const { rest } = anybody()
  const { data: items } = await rest.pulls.list({ ...widgets, state: 'closed' })
  const { data: whole } = await rest.pulls.get({ ...widgets, pull_number: number })
  expect(items).toMatchObject([{ merged_at: expect.any(String), user: { login: 'alice' } }])
  expect(items[0]).not.toHaveProperty('merged')
  expect(items[0]).not.toHaveProperty('merged_by')
  expect(whole).toMatchObject({ merged: true, merged_by: { login: 'bob' } })
})

it.each([
  ['open', undefined, [1]],
  ['closed', undefined, [3, 2]],
  ['all', 'main', [2, 1]],
  ['all', 'next', [3]],
] as const)('pulls of state %s and base %s are %j', async (state, base, numbers) => {
  await openPull('alice')
  await merge(await openPull('alice'))
  await control.do({ do: 'close_pr', repo, number: await openPull('bob', { base: 'next' }) })
  const { data } = await anybody().rest.pulls.list({ ...widgets, state, ...(base && { base }) })
  expect(data.map(({ number }) => number)).toEqual(numbers)
})

it('pulls are paged by links, from the newest', async () => {
  for (let count = 0; count < 5; count++) await openPull('alice')
  const octokit = anybody()
  const all = await octokit.paginate(octokit.rest.pulls.list, { ...widgets, per_page: 2 })
  expect(all.map(({ number }) => number)).toEqual([5, 4, 3, 2, 1])
  const { headers } = await octokit.rest.pulls.list({ ...widgets, per_page: 2, page: 2 })
  expect(headers.link).toMatch(/page=1>; rel="prev".*page=3>; rel="next".*page=3>; rel="last"/)
})

it('the pulls of a deleted account are the ghost’s, and their repository is gone', async () => {
  const number = await openPull('alice')
  await merge(number)
  await control.do({ do: 'delete_user', who: 'alice' })
  const { data } = await anybody().rest.pulls.get({ ...widgets, pull_number: number })
  expect([data.user.login, data.head.repo]).toEqual(['ghost', null])
})

it('a revert is a merged pull request of its own and leaves the other merged', async () => {
  await merge(await openPull('alice'))
  await control.do({ do: 'revert_pr', repo, number: 1 })
  const { data } = await anybody().rest.pulls.list({ ...widgets, state: 'closed' })
  expect(data.map(({ user, merged_at }) => [user?.login, merged_at !== null])).toEqual([
    ['acme', true],
    ['alice', true],
  ])
})

it('search learns of a merge later than the list', async () => {
  await merge(await openPull('alice'))
  const q = `repo:${repo} is:pr is:merged author:alice base:main`
  expect(await search(q)).toMatchObject({ total_count: 0, incomplete_results: false })
  await control.clock({ add: 31_000 })
  expect(await search(q)).toMatchObject({ total_count: 1, items: [{ user: { login: 'alice' } }] })
})

it.each([
  [`repo:${repo} is:pr author:alice`, 2],
  [`repo:${repo} is:pr is:open`, 1],
  [`is:pr is:merged merged:>=2020-01-01`, 1],
  [`is:pr merged:2019-01-01..2019-12-31`, 0],
  [`is:pr "change a"`, 2],
])('search %s finds %i', async (q, count) => {
  await openPull('alice')
  await merge(await openPull('alice'))
  await control.do({ do: 'index_now' })
  expect((await search(q)).total_count).toBe(count)
})

it.each(['repo:acme/nothing is:pr', 'is:pr author:nobody', 'repo:acme/secret is:pr'])(
  'search %s is a 422',
  async (q) => {
    await control.do({ do: 'create_repo', who: 'acme', name: 'secret', private: true })
    expect(await statusOf(anybody().rest.search.issuesAndPullRequests({ q }))).toBe(422)
  },
)

it('search goes by login: a renamed author is lost to the newcomer', async () => {
  await merge(await openPull('alice'))
  await control.do({ do: 'rename_user', who: 'alice', login: 'alicia' })
  await control.do({ do: 'create_user', who: 'mallory', login: 'alice' })
  await control.do({ do: 'index_now' })
  const counts = [await search('is:pr author:alice'), await search('is:pr author:alicia')]
  expect(counts.map(({ total_count }) => total_count)).toEqual([0, 1])
})

it('an ETag answers 304, which is free for who is known, until the answer changes', async () => {
  const { rest } = await octokitOf('alice')
  const first = await rest.pulls.list(widgets)
  const headers = { 'if-none-match': first.headers.etag }
  await expect(rest.pulls.list({ ...widgets, headers })).rejects.toMatchObject({
    status: 304,
    response: { headers: { 'x-ratelimit-used': first.headers['x-ratelimit-used'] } },
  })
  await openPull('alice')
  expect(await statusOf(rest.pulls.list({ ...widgets, headers }))).toBe(200)
})

it('a spent primary limit is a 403 with nothing remaining, until the window resets', async () => {
  const { rest } = await octokitOf('alice')
  await control.do({ do: 'spend_limit', who: 'alice', remaining: 1 })
  expect(await statusOf(rest.repos.get(widgets))).toBe(200)
  await expect(rest.repos.get(widgets)).rejects.toMatchObject({
    status: 403,
    response: {
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': expect.any(String) },
    },
  })
  const { data } = await rest.rateLimit.get()
  expect(data.resources).toMatchObject({ core: { remaining: 0 }, search: { remaining: 30 } })
  await control.clock({ add: 3600_000 })
  expect(await statusOf(rest.repos.get(widgets))).toBe(200)
})

it.each<[FaultOrder, number, Record<string, string | undefined>, RegExp]>([
  [{ kind: 'limit' }, 403, { 'x-ratelimit-remaining': '0', 'retry-after': undefined }, /^API rate/],
  [{ kind: 'limit', form: 'primary-429' }, 429, { 'x-ratelimit-remaining': '0' }, /^API rate/],
  [
    { kind: 'limit', form: 'secondary' },
    403,
    { 'x-ratelimit-remaining': undefined, 'retry-after': undefined },
    /secondary rate limit/,
  ],
  [{ kind: 'limit', retryAfterSeconds: 7 }, 429, { 'retry-after': '7' }, /secondary rate limit/],
])('the fault %j is a %i', async (fault, status, headers, message) => {
  await control.faults({ ...fault, next: 1 })
  const { rest } = await octokitOf('alice')
  const error = await rest.repos.get(widgets).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ status, message: expect.stringMatching(message) })
  const answered = (error as { response: { headers: Record<string, string> } }).response.headers
  for (const [name, value] of Object.entries(headers)) expect(answered[name]).toBe(value)
  expect(await statusOf(rest.repos.get(widgets))).toBe(200)
})

it('a read that lags does not see what has just happened', async () => {
  await merge(await openPull('alice'))
  await control.faults({ kind: 'lag', ms: 5_000, next: 1 })
  const { rest } = anybody()
  expect((await rest.pulls.list({ ...widgets, state: 'all' })).data).toEqual([])
  expect((await rest.pulls.list({ ...widgets, state: 'all' })).data).toHaveLength(1)
})

it('a consent is exchanged for a token once', async () => {
  const redirect = 'http://127.0.0.1:1/back'
  const app = await control.do<{ clientId: string; clientSecret: string }>({
    do: 'register_app',
    redirect_uris: [redirect],
  })
  await control.do({ do: 'sign_in', who: 'alice' })
  const ask = new URLSearchParams({ client_id: app.clientId, redirect_uri: redirect, state: 's1' })
  const consent = await fetch(`${vendor.url}/login/oauth/authorize?${ask.toString()}`, {
    redirect: 'manual',
  })
  const back = new URL(consent.headers.get('location') ?? '')
  expect(back.searchParams.get('state')).toBe('s1')

  const code = back.searchParams.get('code')
  const body = { client_id: app.clientId, client_secret: app.clientSecret, code }
  const first = await exchange(body)
  const { data } = await new Octokit({
    baseUrl: vendor.url,
    auth: first.access_token,
  }).rest.users.getAuthenticated()
  expect(data.login).toBe('alice')
  expect(await exchange(body)).toMatchObject({ error: 'bad_verification_code' })
  expect(await exchange({ ...body, client_secret: 'wrong' })).toMatchObject({
    error: 'incorrect_client_credentials',
  })
})

async function exchange(body: object): Promise<Record<string, string>> {
  const answer = await fetch(`${vendor.url}/login/oauth/access_token`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as Record<string, string>
}

it('a webhook is signed, keeps its delivery id when sent again, and can be forged', async () => {
  const received: { id: unknown; event: unknown; isSigned: boolean; action: unknown }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const mac = createHmac('sha256', 's3cret').update(body).digest('hex')
      const { headers } = request
      received.push({
        id: headers['x-github-delivery'],
        event: headers['x-github-event'],
        isSigned: headers['x-hub-signature-256'] === `sha256=${mac}`,
        action: (JSON.parse(body) as { action: unknown }).action,
      })
      response.writeHead(202).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await control.do({ do: 'hook', url, secret: 's3cret', events: ['star'], held: true })
  await control.do({ do: 'star', who: 'alice', repo })

  const good = await control.do({ do: 'redeliver' })
  await control.do({ do: 'redeliver', signature: 'wrong' })
  await control.do({ do: 'redeliver', signature: 'none' })
  server.close()
  expect(good.answer).toBe(202)
  expect(received.map(({ isSigned }) => isSigned)).toEqual([true, false, false])
  expect(new Set(received.map(({ id }) => id)).size).toBe(1)
  expect(received[0]).toMatchObject({ event: 'star', action: 'created' })
})

it('every call and answer is one of GitHub’s own specification', async () => {
  const contract = await loadContract('github-subset-openapi.json')
  if (!contract) return
  await driveAll()
  const calls = await control.calls()
  expect(calls.length).toBeGreaterThan(15)
  expect(complaintsOf(contract, calls)).toEqual([])
})

async function driveAll(): Promise<void> {
  await merge(await openPull('alice'))
  await openPull('bob')
  await control.do({ do: 'star', who: 'alice', repo })
  await control.do({ do: 'index_now' })
  const { rest } = await octokitOf('acme')
  const stars = await octokitOf('alice')
  const { data: me } = await rest.users.getAuthenticated()
  await rest.users.getById({ account_id: me.id })
  await rest.users.getByUsername({ username: 'alice' })
  await rest.repos.get(widgets)
  await rest.repos.get({ owner: 'alice', repo: 'widgets' })
  await rest.repos.listForks({ ...widgets, sort: 'newest', per_page: 100 })
  await rest.activity.listStargazersForRepo(widgets)
  await rest.activity.listReposStarredByUser({ username: 'alice' })
  await stars.rest.activity.checkRepoIsStarredByAuthenticatedUser(widgets)
  await rest.pulls.list({ ...widgets, state: 'closed', base: 'main', sort: 'updated' })
  const { headers } = await rest.pulls.list(widgets)
  await rest.pulls.get({ ...widgets, pull_number: 1 })
  await rest.pulls.get({ ...widgets, pull_number: 2 })
  await rest.search.issuesAndPullRequests({ q: `repo:${repo} is:pr`, per_page: 1 })
  await rest.rateLimit.get()
  const refused = [
    rest.pulls.list({ ...widgets, headers: { 'if-none-match': headers.etag } }),
    rest.repos.checkCollaborator({ ...widgets, username: 'bob' }),
    rest.users.getByUsername({ username: 'nobody' }),
    rest.repos.get({ owner: 'acme', repo: 'nothing' }),
    rest.activity.checkRepoIsStarredByAuthenticatedUser(widgets),
    rest.search.issuesAndPullRequests({ q: 'repo:acme/nothing is:pr' }),
    anybody().rest.users.getAuthenticated(),
  ]
  expect(await Promise.all(refused.map(statusOf))).toEqual([304, 404, 404, 404, 404, 422, 401])
}
