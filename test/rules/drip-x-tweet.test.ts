import { describe, expect, it } from '@jest/globals'
import { Failure } from '../../src/domain/failure.ts'
import type { Post, X } from '../../src/providers/index.ts'
import { dripXTweet } from '../../src/rules/drip-x-tweet.ts'
import { attested, fakeProviders, findingOf, now, ruleOf, wrongFields } from '../support/fakes.ts'

const post: Post = {
  id: '500',
  authorId: '9',
  createdAt: '2026-02-01T08:00:00Z',
  editIds: ['500'],
  replies: 10,
  reposts: 20,
}
const reply: Post = {
  ...post,
  id: '600',
  authorId: '101',
  parentId: '500',
  createdAt: '2026-02-02T08:00:00Z',
  editIds: ['600'],
}
const link = 'https://x.com/ada/status/600'
const twitterPostUrl = 'https://x.com/vouchsafe/status/500'

const rule = (metadata: object, times: object = {}) =>
  ruleOf(
    dripXTweet,
    { metadata: { twitterPostUrl, ...metadata }, ...times },
    { twitterPostId: '500', twitterUserId: '9' },
  )

/** X with these posts, in which account 101 liked, reposted and replied as told. */
function xWith({
  posts = [post, reply],
  liked = [],
  reposted = [],
  replyTo = {},
}: {
  posts?: Post[]
  liked?: string[]
  reposted?: string[]
  replyTo?: Record<string, string>
}): { x: Partial<X> } {
  return {
    x: {
      findPost: async (id) => posts.find(({ editIds }) => editIds.includes(id)),
      hasLiked: async (_, id) => liked.includes(id),
      hasReposted: async (_, id) => reposted.includes(id),
      findReply: async (_, id) => replyTo[id],
    },
  }
}

describe('drip_x_tweet, asked for a reply', () => {
  const asked = rule({ checkComment: true })

  it.each([
    ['found by its link', { input: { contentUrl: link } }, {}],
    ['found by searching', {}, { replyTo: { '500': '600' } }],
  ])('pays a reply %s', async (_, situation, state) => {
    expect(await findingOf(dripXTweet, asked, xWith(state), situation)).toMatchObject({
      kind: 'met',
      message: 'Quest Completed: You have commented on the tweet',
      evidence: { account: '101', post: '500', reply: '600' },
      proofs: ['x:account:101', 'x:post:600'],
      trust: 'first_party',
    })
  })

  it.each([
    ['the reply of somebody else', { authorId: '102' }, 'reply_of_another'],
    ['a post that is no reply', { parentId: undefined }, 'reply_elsewhere'],
    ['a reply elsewhere in the thread', { parentId: '501' }, 'reply_elsewhere'],
    ['a reply from before the rule', { createdAt: '2026-01-31T23:59:59Z' }, 'reply_out_of_time'],
  ])('does not pay for %s', async (_, changed, reason) => {
    const posts = [post, { ...reply, ...changed }]
    const finding = await findingOf(dripXTweet, asked, xWith({ posts }), {
      input: { contentUrl: link },
    })
    expect(finding).toMatchObject({
      kind: 'unmet',
      reason,
      message: 'Quest Not Completed: Comment not found for the specified tweet',
    })
  })

  it.each([
    ['exactly when acts begin to count', { effectiveStartTime: reply.createdAt }, 'met'],
    ['exactly when acts cease to count', { effectiveEndTime: reply.createdAt }, 'unmet'],
    ['after the rule ended', { endTime: '2026-02-02T00:00:00Z' }, 'unmet'],
  ])('judges a reply from %s', async (_, times, kind) => {
    const asked = rule({ checkComment: true }, times)
    const finding = await findingOf(dripXTweet, asked, xWith({}), { input: { contentUrl: link } })
    expect(finding).toMatchObject({ kind })
  })

  it.each([
    ['by its link', { input: { contentUrl: link } }, {}],
    ['still in the search', {}, { replyTo: { '500': '600' } }],
  ])('does not pay for a deleted reply, %s', async (_, situation, state) => {
    const x = xWith({ posts: [post], ...state })
    expect(await findingOf(dripXTweet, asked, x, situation)).toMatchObject({
      kind: 'unmet',
      reason: 'reply_gone',
    })
  })

  it('takes an edited reply as the same evidence, by its first version', async () => {
    const edited = { ...reply, id: '601', editIds: ['600', '601'] }
    const x = xWith({ posts: [post, edited] })
    const contentUrl = 'https://x.com/ada/status/601'
    expect(await findingOf(dripXTweet, asked, x, { input: { contentUrl } })).toMatchObject({
      kind: 'met',
      evidence: { reply: '601' },
      proofs: ['x:account:101', 'x:post:600'],
    })
  })

  it('takes a reply to any version of an edited post', async () => {
    const versions = ['500', '502']
    const edited = { ...post, id: '502', editIds: versions }
    const posts = [edited, { ...reply, parentId: '502' }]
    const x = xWith({ posts, replyTo: { '502': '600' } })
    expect(await findingOf(dripXTweet, asked, x)).toMatchObject({ kind: 'met' })
  })

  it('says no when nothing is found and the search covers the whole time', async () => {
    expect(await findingOf(dripXTweet, asked, xWith({}))).toMatchObject({
      kind: 'unmet',
      reason: 'no_reply',
    })
  })

  it('cannot know when the reply may be older than the search', async () => {
    const later = new Date(now.getTime() + 30 * 86_400_000)
    expect(await findingOf(dripXTweet, asked, xWith({}), { now: later })).toMatchObject({
      code: 'unverifiable',
    })
  })

  it.each(['https://x.com/ada', 'https://evil.example/ada/status/600'])(
    'refuses the link %s',
    async (contentUrl) => {
      const finding = await findingOf(dripXTweet, asked, xWith({}), { input: { contentUrl } })
      expect(finding).toMatchObject({ code: 'invalid_request' })
    },
  )
})

describe('drip_x_tweet, asked for a repost', () => {
  const asked = rule({ checkRepost: true })

  it('pays a repost, and only asks for those since the rule began', async () => {
    const since: string[] = []
    const { x } = xWith({})
    const hasReposted: X['hasReposted'] = async (account, id, from) => {
      since.push(from.toISOString())
      return account.id === '101' && id === '500'
    }
    expect(await findingOf(dripXTweet, asked, { x: { ...x, hasReposted } })).toMatchObject({
      kind: 'met',
      message: 'Quest Completed: You have retweeted the tweet',
    })
    expect(since).toEqual(['2026-02-01T00:00:00.000Z'])
  })

  it('does not pay for the repost of another post', async () => {
    expect(await findingOf(dripXTweet, asked, xWith({ reposted: ['501'] }))).toMatchObject({
      kind: 'unmet',
      message: 'Quest Not Completed: Retweet not found for the specified tweet',
    })
  })
})

describe('drip_x_tweet', () => {
  const everything = { checkLike: true, checkRepost: true, checkComment: true }
  const all = { liked: ['500'], reposted: ['500'], replyTo: { '500': '600' } }
  const both = 'Quest Not Completed: You have not retweeted or commented on the tweet'

  it('pays whoever did all that is asked', async () => {
    expect(await findingOf(dripXTweet, rule(everything), xWith(all))).toMatchObject({
      kind: 'met',
      message: 'Quest Completed: You have retweeted and commented on the tweet',
    })
  })

  it.each([
    ['like', { liked: [] }, 'Quest Not Completed: Like not found for the specified tweet'],
    ['repost', { reposted: [] }, both],
    ['reply', { replyTo: {} }, both],
  ])('does not pay when only the %s is missing', async (_, missing, message) => {
    const x = xWith({ ...all, ...missing })
    expect(await findingOf(dripXTweet, rule(everything), x)).toMatchObject({
      kind: 'unmet',
      message,
    })
  })

  it('does not ask for what reached its limit', async () => {
    const asked = rule({ ...everything, maxComments: 10, maxReposts: 21 })
    const x = xWith({ liked: ['500'], reposted: ['500'] })
    expect(await findingOf(dripXTweet, asked, x)).toMatchObject({
      kind: 'met',
      message: 'Quest Completed: You have retweeted the tweet',
    })
  })

  it('asks for all that has not reached its limit', async () => {
    const asked = rule({ checkRepost: true, maxReposts: 20 })
    expect(await findingOf(dripXTweet, asked, xWith({ reposted: ['500'] }))).toMatchObject({
      reason: 'reaction_limit_reached',
    })
    const still = rule({ checkRepost: true, maxReposts: 21 })
    expect(await findingOf(dripXTweet, still, xWith({}))).toMatchObject({ reason: 'not_reposted' })
  })

  it('pays nobody when everything reached its limit', async () => {
    const asked = rule({ checkComment: true, maxComments: 10 })
    expect(await findingOf(dripXTweet, asked, xWith(all))).toMatchObject({
      kind: 'unmet',
      reason: 'reaction_limit_reached',
    })
  })

  it('is misconfigured when the post is gone', async () => {
    expect(await findingOf(dripXTweet, rule(everything), xWith({ posts: [] }))).toMatchObject({
      code: 'rule_misconfigured',
    })
  })

  it('trusts an account that the caller only named no further than the caller', async () => {
    const finding = await findingOf(dripXTweet, rule({ checkLike: true }), xWith(all), {
      user: attested('x'),
    })
    expect(finding).toMatchObject({
      kind: 'met',
      message: 'Quest Completed: You have liked the tweet',
      trust: 'attested',
    })
  })

  it.each(['findPost', 'hasLiked', 'hasReposted', 'findReply'] as const)(
    'keeps a failing %s a failure',
    async (question) => {
      const fails = () => Promise.reject(new Failure('provider_unavailable', 'X is down'))
      const x = { ...xWith(all).x, [question]: fails }
      expect(await findingOf(dripXTweet, rule(everything), { x })).toMatchObject({
        code: 'provider_unavailable',
      })
    },
  )
})

describe('a drip_x_tweet rule', () => {
  it('keeps the ids of the post and its author', async () => {
    const found = dripXTweet.resolve(rule({ checkLike: true }), fakeProviders(xWith({})))
    expect(await found).toEqual({ twitterPostId: '500', twitterUserId: '9' })
  })

  it('is not saved for a post that does not exist', async () => {
    const providers = fakeProviders(xWith({ posts: [] }))
    await expect(dripXTweet.resolve(rule({ checkLike: true }), providers)).rejects.toMatchObject({
      code: 'invalid_request',
      errors: [{ pointer: '/metadata/twitterPostUrl' }],
    })
  })

  it.each([
    [{ twitterPostUrl }, '/metadata/checkLike'],
    [{ checkLike: true }, '/metadata/twitterPostUrl'],
    [{ twitterPostUrl: 'https://x.com/vouchsafe', checkLike: true }, '/metadata/twitterPostUrl'],
    [
      { twitterPostUrl, checkComment: true, rewardQualityPosts: true },
      '/metadata/rewardQualityPosts',
    ],
    [
      { twitterPostUrl, checkLike: true, enableVerifiedMultiplier: true },
      '/metadata/verifiedMultiplier',
    ],
    [{ twitterPostUrl, checkLike: true, maxComments: 0 }, '/metadata/maxComments'],
  ])('is refused with %j', (metadata, pointer) => {
    expect(wrongFields(dripXTweet, { metadata })).toMatchObject([{ pointer }])
  })
})
