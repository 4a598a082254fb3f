import { existsSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { complaintsOf, loadContract, specsFolder } from '../support/contract.ts'
import { clientFor, clientOf, useX } from '../support/x.ts'

const x = useX()
const hour = 3_600_000

async function make(order: { do: string } & Record<string, unknown>): Promise<string> {
  return (await x.control.do(order))['id'] ?? ''
}

function typesOf(answer: { errors?: { type: string }[] }): string[] {
  return (answer.errors ?? []).map(({ type }) => type.split('/').at(-1) ?? '')
}

describe('users', () => {
  it('the owner of a token is told who he is, with the fields he asks for and no others', async () => {
    const id = await make({ do: 'verify', who: 'alice', type: 'blue' })
    await make({ do: 'set_bio', who: 'alice', text: 'building https://example.com/a on #Base' })
    await make({ do: 'set_followers', who: 'alice', count: 1_234 })
    const alice = await clientFor(x, 'alice')
    const fields = [
      'verified_type',
      'protected',
      'description',
      'entities',
      'public_metrics',
    ] as const
    const { data } = await alice.v2.me({ 'user.fields': [...fields] })
    expect(data).toMatchObject({ id, name: 'alice', username: 'alice', verified_type: 'blue' })
    expect(data.description).toMatch(/^building https:\/\/t\.co\/\w{10} on #Base$/)
    expect(data.entities?.description.urls?.[0]?.expanded_url).toBe('https://example.com/a')
    expect(data.public_metrics?.followers_count).toBe(1_234)
    expect(data).not.toHaveProperty('created_at')
  })

  it.each([
    ['nobody', [], []],
    ['whom he follows', [{ do: 'follow', who: 'alice', whom: 'bob' }], ['following']],
    ['who follows him', [{ do: 'follow', who: 'bob', whom: 'alice' }], ['followed_by']],
    [
      'whom he no longer follows',
      [
        { do: 'follow', who: 'alice', whom: 'bob' },
        { do: 'unfollow', who: 'alice', whom: 'bob' },
      ],
      [],
    ],
    [
      'a protected account he asked',
      [
        { do: 'protect', who: 'bob' },
        { do: 'follow', who: 'alice', whom: 'bob' },
      ],
      ['follow_request_sent'],
    ],
    [
      'a protected account that let him in',
      [
        { do: 'protect', who: 'bob' },
        { do: 'follow', who: 'alice', whom: 'bob' },
        { do: 'accept_request', who: 'bob', whom: 'alice' },
      ],
      ['following'],
    ],
  ])('a token holder is connected to %s', async (_, orders, statuses) => {
    const bob = await make({ do: 'open_account', who: 'bob' })
    for (const order of orders) await x.control.do(order)
    const alice = await clientFor(x, 'alice')
    const { data } = await alice.v2.user(bob, { 'user.fields': ['connection_status'] })
    expect(data.connection_status).toEqual(statuses)
  })

  it('an app has no connections', async () => {
    const bob = await make({ do: 'open_account', who: 'bob' })
    const { data } = await clientOf(x).v2.user(bob, { 'user.fields': ['connection_status'] })
    expect(data).toEqual({ id: bob, name: 'bob', username: 'bob' })
  })

  it('a handle moves to another account, an id does not', async () => {
    const first = await make({ do: 'open_account', who: 'alice', handle: 'Brand' })
    await make({ do: 'rename', who: 'alice', handle: 'old_brand' })
    const second = await make({ do: 'rename', who: 'mallory', handle: 'brand' })
    const app = clientOf(x)
    expect((await app.v2.userByUsername('BRAND')).data.id).toBe(second)
    expect((await app.v2.user(first)).data.username).toBe('old_brand')
    await expect(make({ do: 'rename', who: 'bob', handle: 'OLD_brand' })).rejects.toThrow('taken')
  })

  it.each(['suspend', 'deactivate'])('%s makes an account and its posts not found', async (act) => {
    const post = await make({ do: 'post', who: 'bob', text: 'hi' })
    const bob = await make({ do: act, who: 'bob' })
    const alice = await make({ do: 'open_account', who: 'alice' })
    const app = clientOf(x)
    const users = await app.v2.users([bob, alice, '404'])
    expect(users.data.map(({ id }) => id)).toEqual([alice])
    expect(typesOf(users)).toEqual(['resource-not-found', 'resource-not-found'])
    expect(typesOf(await app.v2.user(bob))).toEqual(['resource-not-found'])
    expect(typesOf(await app.v2.tweets([post]))).toEqual(['resource-not-found'])
    expect(await app.v2.get(`users/${bob}/tweets`)).not.toHaveProperty('meta')
    await x.control.do({ do: act, who: 'bob', on: false })
    expect((await app.v2.user(bob)).data.id).toBe(bob)
  })

  it('followers come page by page, the newest first', async () => {
    const star = await make({ do: 'open_account', who: 'star' })
    for (const who of ['a', 'b', 'c']) await x.control.do({ do: 'follow', who, whom: 'star' })
    const first = await clientOf(x).v2.followers(star, { max_results: 2 })
    expect(first.data.map(({ username }) => username)).toEqual(['c', 'b'])
    const token = first.meta.next_token
    const second = await clientOf(x).v2.followers(star, { max_results: 2, pagination_token: token })
    expect(second.data.map(({ username }) => username)).toEqual(['a'])
    expect(second.meta).toEqual({ result_count: 1 })
  })
})

describe('posts', () => {
  it('a repost is a post of its own', async () => {
    const post = await make({ do: 'post', who: 'brand', text: 'gm' })
    const repost = await make({ do: 'repost', who: 'alice', post })
    const { data } = await clientOf(x).v2.singleTweet(repost, {
      'tweet.fields': ['author_id', 'referenced_tweets', 'conversation_id'],
    })
    expect(data).toMatchObject({
      id: repost,
      text: 'RT @brand: gm',
      conversation_id: repost,
      referenced_tweets: [{ type: 'retweeted', id: post }],
    })
    expect((await clientOf(x).v2.tweetRetweetedBy(post)).data[0]?.id).toBe(data.author_id)
    await x.control.do({ do: 'undo_repost', who: 'alice', post })
    expect(await clientOf(x).v2.get(`tweets/${post}/retweeted_by`)).toEqual({
      meta: { result_count: 0 },
    })
  })

  it('replies share the head of their thread, and name the post they reply to', async () => {
    const head = await make({ do: 'post', who: 'brand', text: 'thread' })
    const reply = await make({ do: 'reply', who: 'alice', post: head, text: 'yes' })
    const other = await make({ do: 'post', who: 'brand', text: 'other' })
    const deep = await make({ do: 'reply', who: 'bob', post: reply, text: 'no', quote: other })
    const { data } = await clientOf(x).v2.tweets([reply, deep], {
      'tweet.fields': ['conversation_id', 'referenced_tweets', 'in_reply_to_user_id'],
    })
    expect(data.map((one) => one.conversation_id)).toEqual([head, head])
    expect(data[1]?.referenced_tweets).toEqual([
      { type: 'replied_to', id: reply },
      { type: 'quoted', id: other },
    ])
  })

  it('an edit makes a new id, both answer, and both know the history', async () => {
    const first = await make({ do: 'post', who: 'alice', text: 'helo' })
    const second = await make({ do: 'edit', post: first, text: 'hello' })
    const { data } = await clientOf(x).v2.tweets([first, second])
    expect(data.map(({ text }) => text)).toEqual(['helo', 'hello'])
    for (const one of data) expect(one.edit_history_tweet_ids).toEqual([first, second])
    await x.control.clock({ add: hour })
    await expect(make({ do: 'edit', post: first, text: 'late' })).rejects.toThrow('for an hour')
  })

  it('text is escaped, links are short, tags keep their case, media have keys', async () => {
    const text = 'A & B <3 #GoodMorning @alice https://example.com/?a=1&b=2'
    const alice = await make({ do: 'open_account', who: 'alice' })
    const post = await make({ do: 'post', who: 'bob', text, media: 1 })
    const { data, includes } = await clientOf(x).v2.singleTweet(post, {
      'tweet.fields': ['entities', 'attachments'],
      expansions: ['attachments.media_keys', 'author_id', 'entities.mentions.username'],
    })
    expect(data.text).toMatch(/^A &amp; B &lt;3 #GoodMorning @alice https:\/\/t\.co\/\w{10}$/)
    expect(data.entities?.hashtags).toMatchObject([{ tag: 'GoodMorning' }])
    expect(data.entities?.mentions).toMatchObject([{ username: 'alice', id: alice }])
    const [url] = data.entities?.urls ?? []
    expect(url?.expanded_url).toBe('https://example.com/?a=1&b=2')
    expect(data.text.slice(url?.start, url?.end)).toBe(url?.url)
    expect(data.attachments?.media_keys).toEqual(includes?.media?.map((one) => one.media_key))
    expect(includes?.users?.map(({ username }) => username)).toEqual(['bob', 'alice'])
  })

  it('beyond 280 characters the whole text is in the note only', async () => {
    const text = `${'a'.repeat(300)} #end`
    const post = await make({ do: 'post', who: 'alice', text })
    const { data } = await clientOf(x).v2.singleTweet(post, {
      'tweet.fields': ['note_tweet', 'entities'],
    })
    expect(data.text).toHaveLength(280)
    expect(data).not.toHaveProperty('entities')
    expect(data.note_tweet?.text).toBe(text)
    expect(data.note_tweet?.entities?.hashtags).toMatchObject([{ tag: 'end' }])
  })

  it('metrics count what there is', async () => {
    const post = await make({ do: 'post', who: 'alice', text: 'count me' })
    for (const who of ['bob', 'carol']) await x.control.do({ do: 'like', who, post })
    await x.control.do({ do: 'repost', who: 'bob', post })
    await x.control.do({ do: 'quote', who: 'bob', post, text: 'look' })
    await x.control.do({ do: 'set_impressions', post, count: 5_000 })
    const { data } = await clientOf(x).v2.singleTweet(post, { 'tweet.fields': ['public_metrics'] })
    expect(data.public_metrics).toMatchObject({ like_count: 2, retweet_count: 1, quote_count: 1 })
    expect(data.public_metrics).toMatchObject({ reply_count: 0, impression_count: 5_000 })
  })

  it('a deleted post is not found, and its reposts go with it', async () => {
    const post = await make({ do: 'post', who: 'brand', text: 'oops' })
    const quote = await make({ do: 'quote', who: 'bob', post, text: 'look' })
    const repost = await make({ do: 'repost', who: 'alice', post })
    await x.control.do({ do: 'delete_post', post })
    const found = await clientOf(x).v2.tweets([post, repost, quote], {
      expansions: 'referenced_tweets.id',
    })
    expect(found.data.map(({ id }) => id)).toEqual([quote])
    expect(found.errors).toMatchObject([
      { resource_id: post, parameter: 'ids' },
      { resource_id: repost },
      { resource_id: post, parameter: 'referenced_tweets.id' },
    ])
  })

  it('the posts of a protected account are for its followers', async () => {
    const post = await make({ do: 'post', who: 'bob', text: 'secret' })
    await x.control.do({ do: 'follow', who: 'friend', whom: 'bob' })
    const bob = await make({ do: 'protect', who: 'bob' })
    const stranger = await clientFor(x, 'stranger')
    const friend = await clientFor(x, 'friend')
    for (const client of [clientOf(x), stranger]) {
      expect(typesOf(await client.v2.singleTweet(post))).toEqual(['not-authorized-for-resource'])
      const posts = await client.v2.get<Parameters<typeof typesOf>[0]>(`users/${bob}/tweets`)
      expect(posts).not.toHaveProperty('data')
      expect(typesOf(posts)).toEqual(['not-authorized-for-resource'])
    }
    expect((await friend.v2.singleTweet(post)).data.text).toBe('secret')
    expect((await friend.v2.userTimeline(bob)).tweets).toHaveLength(1)
  })
})

describe('timelines and likes', () => {
  it('a page without results has no data', async () => {
    const alice = await make({ do: 'open_account', who: 'alice' })
    const empty = await clientOf(x).v2.get(`users/${alice}/tweets`)
    expect(empty).toEqual({ meta: { result_count: 0 } })
  })

  it('a timeline is read to its end, newest first', async () => {
    const made: string[] = []
    for (let n = 0; n < 12; n += 1)
      made.push(await make({ do: 'post', who: 'alice', text: `post ${n}` }))
    const { accounts } = await x.control.state<{ accounts: Record<string, { id: string }> }>()
    const timeline = await clientOf(x).v2.userTimeline(accounts['alice']?.id ?? '', {
      max_results: 5,
    })
    const seen: string[] = []
    for await (const post of timeline) seen.push(post.id)
    expect(seen).toEqual(made.toReversed())
    expect((await x.control.calls()).map(({ status }) => status)).toEqual([200, 200, 200])
  })

  it('a timeline is narrowed by id, by time and by kind', async () => {
    const first = await make({ do: 'post', who: 'alice', text: 'one' })
    await x.control.clock({ add: hour })
    const start = new Date((await x.control.clock()).now).toISOString()
    const brand = await make({ do: 'post', who: 'brand', text: 'gm' })
    const reply = await make({ do: 'reply', who: 'alice', post: brand, text: 'gm' })
    const repost = await make({ do: 'repost', who: 'alice', post: brand })
    const { accounts } = await x.control.state<{ accounts: Record<string, { id: string }> }>()
    const ids = async (query: Record<string, string>) => {
      const path = `users/${accounts['alice']?.id}/tweets`
      const page = await clientOf(x).v2.get<{ data: { id: string }[] }>(path, query)
      return page.data.map(({ id }) => id)
    }
    expect(await ids({})).toEqual([repost, reply, first])
    expect(await ids({ since_id: first })).toEqual([repost, reply])
    expect(await ids({ start_time: start })).toEqual([repost, reply])
    expect(await ids({ until_id: reply })).toEqual([first])
    expect(await ids({ exclude: 'replies,retweets' })).toEqual([first])
    expect(await ids({ exclude: 'retweets' })).toEqual([reply, first])
  })

  it('likes are seen by who liked, and by the author', async () => {
    const post = await make({ do: 'post', who: 'brand', text: 'like me' })
    await x.control.do({ do: 'like', who: 'alice', post })
    const [alice, brand] = [await clientFor(x, 'alice'), await clientFor(x, 'brand')]
    const { data: me } = await alice.v2.me()
    const liked = await alice.v2.userLikedTweets(me.id, { 'tweet.fields': ['author_id'] })
    expect(liked.tweets.map(({ id }) => id)).toEqual([post])
    expect((await brand.v2.tweetLikedBy(post)).data.map(({ id }) => id)).toEqual([me.id])
    expect(typesOf(await alice.v2.tweetLikedBy(post))).toEqual(['not-authorized-for-resource'])
    await expect(clientOf(x).v2.tweetLikedBy(post)).rejects.toMatchObject({ code: 403 })
    await x.control.do({ do: 'unlike', who: 'alice', post })
    expect(await alice.v2.get(`users/${me.id}/liked_tweets`)).toEqual({ meta: { result_count: 0 } })
  })
})

describe('refusals', () => {
  it.each([
    ['a query parameter that does not exist', 'users/1', { userfields: 'name' }],
    ['a field that does not exist', 'users/1', { 'user.fields': 'post_count' }],
    ['an id that is none', 'users/alice', {}],
    ['a handle that is none', 'users/by/username/much-too-long-a-handle', {}],
    ['too few results', 'users/1/tweets', { max_results: '4' }],
    ['no ids', 'tweets', {}],
    [
      'more than 100 ids',
      'tweets',
      { ids: Array.from({ length: 101 }, (_, n) => n + 1).join(',') },
    ],
    ['a token of no page', 'users/1/tweets', { pagination_token: '?' }],
  ])('%s is an invalid request, and the specification says so too', async (_, path, query) => {
    await expect(clientOf(x).v2.get(path, query)).rejects.toMatchObject({
      code: 400,
      data: { title: 'Invalid Request' },
    })
    const calls = await x.control.calls()
    const isKnownToSpec = path !== 'users/1/tweets' || !('pagination_token' in query)
    if (x.contract && isKnownToSpec) expect(complaintsOf(x.contract, calls)).not.toEqual([])
  })

  it('an unknown path is not found', async () => {
    await expect(clientOf(x).v2.get('nowhere')).rejects.toMatchObject({ code: 404 })
  })

  it('an app that is not enrolled is forbidden', async () => {
    await x.control.do({ do: 'set_enrolled', on: false })
    await expect(clientOf(x).v2.user('1')).rejects.toMatchObject({
      code: 403,
      data: { reason: 'client-not-enrolled' },
    })
  })

  it('each window of an endpoint and spender is counted, told, and begins anew', async () => {
    const bob = await make({ do: 'open_account', who: 'bob' })
    await x.control.do({ do: 'set_limit', endpoint: 'GET /2/users/:id', calls: 2 })
    const app = clientOf(x)
    const now = (await x.control.clock()).now
    await app.v2.user(bob)
    await app.v2.user(bob)
    const refused = await app.v2.user(bob).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 429, data: { errors: [{ code: 88 }] } })
    expect(refused).toMatchObject({ rateLimit: { limit: 2, remaining: 0 } })
    const { reset } = (refused as { rateLimit: { reset: number } }).rateLimit
    expect(Math.abs(reset - (now / 1000 + 900))).toBeLessThan(5)
    expect((await (await clientFor(x, 'alice')).v2.user(bob)).data.id).toBe(bob)
    expect((await app.v2.userByUsername('bob')).data.id).toBe(bob)
    await x.control.clock({ add: 900_000 })
    expect((await app.v2.user(bob)).data.id).toBe(bob)
  })

  it.each([
    [
      'the window',
      {},
      { errors: [{ code: 88, message: 'Rate limit exceeded' }] },
      'x-rate-limit-reset',
    ],
    [
      'the month',
      { form: 'usage_capped' },
      { title: 'UsageCapExceeded', status: 429 },
      'content-type',
    ],
  ])('a limit fault says that %s is used up', async (_, order, data, header) => {
    await x.control.faults({ kind: 'limit', next: 1, ...order })
    const refused = await clientOf(x)
      .v2.user('1')
      .catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 429, data, headers: { [header]: expect.any(String) } })
    expect(refused).not.toHaveProperty('headers.retry-after')
  })
})

it('a lag hides a new follow from the reads it matches', async () => {
  const bob = await make({ do: 'open_account', who: 'bob' })
  const alice = await clientFor(x, 'alice')
  await x.control.do({ do: 'follow', who: 'alice', whom: 'bob' })
  await x.control.faults({ kind: 'lag', ms: 60_000, match: '/2/users/:id', next: 1 })
  const ask = () => alice.v2.user(bob, { 'user.fields': ['connection_status'] })
  expect((await ask()).data.connection_status).toEqual([])
  expect((await ask()).data.connection_status).toEqual(['following'])
})

it('the contract objects to what X would not take and could not say', async () => {
  const contract = await loadContract('x-openapi-2.166.json')
  if (!contract) return expect(existsSync(specsFolder)).toBe(false)
  const call = { method: 'GET', path: '/2/users/1', query: { 'user.feilds': 'name' }, headers: {} }
  expect(contract.checkCall(call)).toHaveLength(1)
  const answer = { method: 'GET', path: '/2/users/1/tweets', status: 200, body: { data: [] } }
  expect(contract.checkAnswer(answer)).toHaveLength(1)
  expect(contract.checkAnswer({ ...answer, path: '/2/nothing' })).toEqual(['no such operation'])
})
