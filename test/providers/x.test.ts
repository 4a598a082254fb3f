import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createControl } from '../../sandbox/kit/control.ts'
import type { Control } from '../../sandbox/kit/control.ts'
import type { FaultOrder } from '../../sandbox/kit/faults.ts'
import type { Vendor } from '../../sandbox/kit/vendor.ts'
import { xApp } from '../../sandbox/x/caller.ts'
import { startX } from '../../sandbox/x/x.ts'
import type { ConnectedAccount } from '../../src/domain/user.ts'
import type { ProviderCall } from '../../src/providers/http.ts'
import type { X } from '../../src/providers/index.ts'
import { createX } from '../../src/providers/x.ts'
import type { XOptions } from '../../src/providers/x.ts'
import { failureOf, outages, timeoutMs } from './faults.ts'

let vendor: Vendor
let control: Control
let x: X
let calls: ProviderCall[]
let alice: ConnectedAccount
let aliceRefresh: string
/** The account and the post that rules are about. */
let acme: string
let post: string
const longAgo = new Date('2026-01-01T00:00:00Z')
const start = Date.parse('2026-02-01T00:00:00Z')

beforeAll(async () => {
  vendor = await startX()
  control = createControl(vendor.url)
})
afterAll(() => vendor.stop())
beforeEach(async () => {
  await control.reset()
  await control.clock({ now: start })
  acme = (await control.do({ do: 'open_account', who: 'acme' })).id!
  post = await publish('acme')
  const grant = await control.do({ do: 'issue_token', who: 'alice' })
  alice = accountOf(grant.id!, grant.access_token)
  aliceRefresh = grant.refresh_token!
  calls = []
  x = xOf({})
})

function xOf(options: Partial<XOptions>): X {
  const { bearer: bearerToken, clientId, clientSecret } = xApp
  const app = { baseUrl: vendor.url, bearerToken, clientId, clientSecret }
  return createX({ ...app, observe: (call) => void calls.push(call), ...options })
}

function accountOf(id: string, token?: string): ConnectedAccount {
  return { platform: 'x', id, proof: 'login', connectedAt: longAgo, token }
}

async function publish(who: string): Promise<string> {
  return (await control.do({ do: 'post', who, text: 'hello' })).id!
}
const act = (name: string, who: string, more = {}) =>
  control.do({ do: name, who, post, text: 'fine', whom: 'acme', ...more })
const withoutToken = () => accountOf(alice.id)

describe('a follower', () => {
  it('follows while the edge is there', async () => {
    expect(await x.follows(alice, acme)).toBe(false)
    await act('follow', 'alice')
    expect(await x.follows(alice, acme)).toBe(true)
    await act('unfollow', 'alice')
    expect(await x.follows(alice, acme)).toBe(false)
  })

  it('is not somebody who is followed, nor somebody else', async () => {
    await act('follow', 'acme', { whom: 'alice' })
    await act('follow', 'bob')
    expect(await x.follows(alice, acme)).toBe(false)
  })

  it('does not follow a protected account by asking', async () => {
    await act('protect', 'acme')
    await act('follow', 'alice')
    expect(await x.follows(alice, acme)).toBe(false)
    await act('accept_request', 'acme', { whom: 'alice' })
    expect(await x.follows(alice, acme)).toBe(true)
  })

  it('follows the account and not its handle', async () => {
    await act('follow', 'alice')
    await act('rename', 'acme', { handle: 'acme_of_old' })
    const { id: taker } = await control.do({ do: 'open_account', who: 'mallory', handle: 'acme' })
    expect(await x.follows(alice, acme)).toBe(true)
    expect(await x.follows(alice, taker!)).toBe(false)
  })

  it('must have given a token', async () => {
    expect((await failureOf(x.follows(withoutToken(), acme))).code).toBe('provider_unauthorized')
    expect(calls).toEqual([])
  })

  it('is not denied where the account to follow is gone', async () => {
    await act('suspend', 'acme')
    expect((await failureOf(x.follows(alice, acme))).code).toBe('rule_misconfigured')
  })

  it('is not denied where the answer leaves the connection out', async () => {
    const body = { data: { id: acme, username: 'acme', name: 'Acme' } }
    await control.faults({ kind: 'status', status: 200, body })
    expect((await failureOf(x.follows(alice, acme))).code).toBe('provider_changed')
  })

  it('survives a connection of a kind that is new', async () => {
    await control.faults({ kind: 'unknown_enum', field: 'connection_status' })
    expect(await x.follows(alice, acme)).toBe(false)
  })
})

describe('a like', () => {
  it('is there until it is taken back', async () => {
    expect(await x.hasLiked(alice, post)).toBe(false)
    await act('like', 'alice')
    expect(await x.hasLiked(alice, post)).toBe(true)
    await act('unlike', 'alice')
    expect(await x.hasLiked(alice, post)).toBe(false)
  })

  it("is not somebody else's, nor of another post", async () => {
    await act('like', 'bob')
    await act('like', 'alice', { post: await publish('acme') })
    expect(await x.hasLiked(alice, post)).toBe(false)
  })

  it('is looked for on every page, and unverifiable beyond them', async () => {
    await act('like', 'alice')
    for (let count = 0; count < 100; count += 1) {
      await act('like', 'alice', { post: await publish('bob') })
    }
    expect(await x.hasLiked(alice, post)).toBe(true)
    expect(calls.length).toBe(2)
    expect((await failureOf(xOf({ maxPages: 1 }).hasLiked(alice, post))).code).toBe('unverifiable')
  })

  it('needs a token, and one that may read likes', async () => {
    expect((await failureOf(x.hasLiked(withoutToken(), post))).code).toBe('provider_unauthorized')
    await control.do({ do: 'narrow_scopes', who: 'alice', scopes: ['tweet.read', 'users.read'] })
    expect((await failureOf(x.hasLiked(alice, post))).code).toBe('provider_unauthorized')
  })
})

describe('a repost', () => {
  it('is there until it is taken back', async () => {
    expect(await x.hasReposted(alice, post, longAgo)).toBe(false)
    await act('repost', 'alice')
    expect(await x.hasReposted(alice, post, longAgo)).toBe(true)
    expect(await x.hasReposted(withoutToken(), post, longAgo)).toBe(true)
    await act('undo_repost', 'alice')
    expect(await x.hasReposted(alice, post, longAgo)).toBe(false)
  })

  it("is not somebody else's, nor a quote, a reply, a copy or a repost of another post", async () => {
    await act('repost', 'bob')
    await act('quote', 'alice')
    await act('reply', 'alice')
    await act('post', 'alice', { text: 'RT @acme: hello' })
    await act('repost', 'alice', { post: await publish('acme') })
    expect(await x.hasReposted(alice, post, longAgo)).toBe(false)
  })

  it('is not counted from before the rule began', async () => {
    await act('repost', 'alice')
    expect(await x.hasReposted(alice, post, new Date(start + 60_000))).toBe(false)
  })

  it('of a protected account is seen with its own token only', async () => {
    await act('repost', 'alice')
    await act('protect', 'alice')
    expect(await x.hasReposted(alice, post, longAgo)).toBe(true)
    const failure = await failureOf(x.hasReposted(withoutToken(), post, longAgo))
    expect(failure.code).toBe('unverifiable')
  })
})

describe('a reply', () => {
  it('is found by the post it replies to', async () => {
    expect(await x.findReply(alice, post)).toBeUndefined()
    const { id } = await act('reply', 'alice')
    expect(await x.findReply(alice, post)).toBe(id)
    await act('delete_post', 'alice', { post: id })
    expect(await x.findReply(alice, post)).toBeUndefined()
  })

  it("is not one elsewhere in the thread, a quote, or somebody else's", async () => {
    const { id: other } = await act('reply', 'bob')
    await act('reply', 'alice', { post: other })
    await act('quote', 'alice')
    expect(await x.findReply(alice, post)).toBeUndefined()
  })

  it('may quote as well', async () => {
    const { id } = await act('reply', 'alice', { quote: await publish('bob') })
    expect(await x.findReply(alice, post)).toBe(id)
  })
})

describe('a post', () => {
  it('is read with what it refers to, its edits and its counts', async () => {
    const { id } = await act('reply', 'alice')
    const { id: edited } = await act('edit', 'alice', { post: id })
    await act('repost', 'bob', { post: edited })
    expect(await x.findPost(edited!)).toMatchObject({
      authorId: alice.id,
      createdAt: expect.stringMatching(/^2026-02-01T00:00:\d\d\.\d{3}Z$/),
      parentId: post,
      repostOf: undefined,
      editIds: [id, edited],
      replies: 0,
    })
    expect(await x.findPost(post)).toMatchObject({ replies: 1, reposts: 0, editIds: [post] })
  })

  it('names what it reposts', async () => {
    const { id } = await act('repost', 'alice')
    expect(await x.findPost(id!)).toMatchObject({ repostOf: post, parentId: undefined })
  })

  it('is nothing where it was deleted, never was, or its author is gone', async () => {
    expect(await x.findPost('1')).toBeUndefined()
    await act('delete_post', 'acme')
    expect(await x.findPost(post)).toBeUndefined()
    const { id } = await act('post', 'bob')
    await act('suspend', 'bob')
    expect(await x.findPost(id!)).toBeUndefined()
  })

  it('of a protected account is unverifiable', async () => {
    await act('protect', 'acme')
    expect((await failureOf(x.findPost(post))).code).toBe('unverifiable')
  })

  it('is understood in the newer spelling as well', async () => {
    const newer = {
      id: post,
      author_id: acme,
      text: 'hello',
      created_at: '2026-02-01T00:00:00.000Z',
      referenced_posts: [{ type: 'reposted', id: '7' }],
      edit_history_post_ids: ['5', post],
      public_metrics: { reply_count: 2, repost_count: 3 },
    }
    await control.faults({ kind: 'status', status: 200, body: { data: [newer] } })
    const expected = { repostOf: '7', editIds: ['5', post], replies: 2, reposts: 3 }
    expect(await x.findPost(post)).toMatchObject(expected)
  })

  it.each(['', 'abc', '../users/1', '1,2'])('is not asked for by "%s"', async (id) => {
    expect((await failureOf(x.findPost(id))).code).toBe('provider_refused')
    expect(calls).toEqual([])
  })
})

describe('an account', () => {
  it('is found by the handle it has now', async () => {
    expect(await x.findByHandle('ACME')).toEqual({ id: acme, handle: 'acme' })
    await act('rename', 'acme', { handle: 'acme_now' })
    expect(await x.findByHandle('acme')).toBeUndefined()
    expect(await x.findByHandle('not a handle!')).toBeUndefined()
  })

  it('is the owner of its token', async () => {
    await control.do({ do: 'verify', who: 'alice', type: 'blue' })
    const profile = { id: alice.id, handle: 'alice', isVerified: true }
    expect(await x.owner(alice.token!)).toEqual(profile)
    expect(await x.profile(alice)).toEqual(profile)
    expect(await x.profile(withoutToken())).toEqual(profile)
  })

  it('is not verified unless X says how', async () => {
    expect(await x.profile(alice)).toMatchObject({ isVerified: false })
    await control.faults({ kind: 'unknown_enum', field: 'verified_type' })
    expect(await x.profile(alice)).toMatchObject({ isVerified: false })
  })

  it('that is suspended has no profile that we could read', async () => {
    await act('suspend', 'alice')
    expect((await failureOf(x.profile(withoutToken()))).code).toBe('unverifiable')
    expect((await failureOf(x.profile(alice))).code).toBe('provider_unauthorized')
  })
})

describe('a refresh token', () => {
  it('buys a new pair once', async () => {
    const grant = await x.refresh(aliceRefresh)
    expect(grant.scopes).toContain('like.read')
    expect(grant.expiresAt!.getTime()).toBeGreaterThan(Date.now())
    expect(await x.owner(grant.accessToken)).toMatchObject({ id: alice.id })
    expect((await failureOf(x.owner(alice.token!))).code).toBe('provider_unauthorized')

    const failure = await failureOf(x.refresh(aliceRefresh))
    expect(failure.code).toBe('provider_unauthorized')
    expect(failure.message).not.toContain(aliceRefresh)
    expect(await x.refresh(grant.refreshToken!)).toMatchObject({ scopes: grant.scopes })
  })

  it('that never was one asks the user to reconnect', async () => {
    expect((await failureOf(x.refresh('nonsense'))).code).toBe('provider_unauthorized')
  })

  it('of a client X does not know is the operator’s to mend', async () => {
    const failure = await failureOf(xOf({ clientSecret: 'wrong' }).refresh(aliceRefresh))
    expect(failure.code).toBe('rule_misconfigured')
    expect(failure.message).not.toContain('wrong')
  })
})

const questions: [string, () => Promise<unknown>, string][] = [
  ['findByHandle', () => x.findByHandle('acme'), 'username'],
  ['owner', () => x.owner(alice.token!), 'username'],
  ['profile', () => x.profile(alice), 'username'],
  ['follows', () => x.follows(alice, acme), 'username'],
  ['hasLiked', () => x.hasLiked(alice, '1'), 'id'],
  ['hasReposted', () => x.hasReposted(alice, '1', longAgo), 'id'],
  ['findReply', () => x.findReply(alice, '1'), 'id'],
  ['findPost', () => x.findPost(post), 'author_id'],
]
const limits: [string, Partial<FaultOrder>, number][] = [
  ['of the window', { retryAfterSeconds: 90 }, 90],
  ['of the month', { form: 'usage_capped' }, 3600],
]

describe.each(questions)('%s', (_, question, field) => {
  beforeEach(async () => {
    await act('post', 'alice')
    await act('like', 'alice')
  })

  it.each(outages)('names %s', async (_, fault, code) => {
    if (fault.kind === 'slow') x = xOf({ timeoutMs })
    await control.faults({ ...fault, next: 1 })
    expect((await failureOf(question())).code).toBe(code)
  })

  it('names a value of another type', async () => {
    await control.faults({ kind: 'wrong_type', field, next: 1 })
    expect((await failureOf(question())).code).toBe('provider_changed')
  })

  it('survives fields it does not know', async () => {
    const before = await question()
    await control.faults({ kind: 'unknown_field' })
    expect(await question()).toEqual(before)
  })

  it.each(limits)('waits for a limit %s', async (_, form, seconds) => {
    await control.faults({ ...form, kind: 'limit', next: 1 })
    const failure = await failureOf(question())
    expect(failure.code).toBe('provider_limited')
    // Clocks of whole seconds may be off by one.
    expect(Math.abs(failure.retryAfterSeconds! - seconds)).toBeLessThanOrEqual(1)
  })
})

it.each(outages.filter(([, fault]) => fault.kind !== 'status' || fault.status !== 418))(
  'a refresh names %s',
  async (_, fault, code) => {
    if (fault.kind === 'slow') x = xOf({ timeoutMs })
    await control.faults({ ...fault, next: 1 })
    expect((await failureOf(x.refresh(aliceRefresh))).code).toBe(code)
  },
)

it("a user's dead token asks the user to reconnect", async () => {
  await control.do({ do: 'revoke_token', who: 'alice' })
  for (const question of [x.follows(alice, acme), x.hasLiked(alice, post), x.profile(alice)]) {
    const failure = await failureOf(question)
    expect(failure.code).toBe('provider_unauthorized')
    expect(failure.message).not.toContain(alice.token)
  }
})

it('our own dead token, and an app that X has shut out, are no matter of the user', async () => {
  const failure = await failureOf(xOf({ bearerToken: 'dead' }).findPost(post))
  expect(failure.code).toBe('rule_misconfigured')
  expect(failure.message).not.toContain('dead')
  await control.do({ do: 'set_enrolled', on: false })
  expect((await failureOf(x.findPost(post))).code).toBe('rule_misconfigured')
  expect((await failureOf(x.follows(alice, acme))).code).toBe('rule_misconfigured')
})

it('a timeout is told as such', async () => {
  await control.faults({ kind: 'slow', ms: 3 * timeoutMs, next: 1 })
  const failure = await failureOf(xOf({ timeoutMs }).findPost(post))
  expect(failure.message).toBe('X request timeout')
})

it('an answer that is too large is not read', async () => {
  const failure = await failureOf(xOf({ maxBytes: 20 }).findPost(post))
  expect(failure).toMatchObject({ code: 'provider_changed', message: /more than 20 bytes/ })
})

it('each call is reported with its status', async () => {
  await x.findPost(post)
  await failureOf(xOf({ bearerToken: 'dead' }).findPost(post))
  await control.faults({ kind: 'drop', when: 'before', next: 1 })
  await failureOf(x.findPost(post))
  expect(calls.map(({ provider, status }) => [provider, status])).toEqual([
    ['x', 200],
    ['x', 401],
    ['x', 0],
  ])
})
