import { expect, it } from '@jest/globals'
import { clientFor, clientOf, useX } from '../support/x.ts'

const x = useX()
const day = 86_400_000

async function make(order: { do: string } & Record<string, unknown>): Promise<string> {
  return (await x.control.do(order))['id'] ?? ''
}

async function found(query: string, more: Record<string, string> = {}): Promise<string[]> {
  const page = await clientOf(x).v2.get<{ data?: { id: string }[] }>('tweets/search/recent', {
    query,
    ...more,
  })
  return (page.data ?? []).map(({ id }) => id)
}

const pass = (seconds: number) => x.control.clock({ add: seconds * 1000 })

it('a query finds what it names', async () => {
  const head = await make({ do: 'post', who: 'brand', text: 'Launch day! #GoodMorning' })
  const reply = await make({ do: 'reply', who: 'alice', post: head, text: 'good morning, brand' })
  const deep = await make({ do: 'reply', who: 'alice', post: reply, text: 'and #goodmorningall' })
  const quote = await make({
    do: 'quote',
    who: 'alice',
    post: head,
    text: 'look, https://example.com',
  })
  await make({ do: 'repost', who: 'alice', post: head })
  const { id: brand } = (await clientOf(x).v2.userByUsername('brand')).data
  await pass(5)

  const cases: [string, string[]][] = [
    ['from:alice', [quote, deep, reply]],
    [`from:${brand}`, [head]],
    [`conversation_id:${head}`, [deep, reply, head]],
    [`conversation_id:${head} from:alice`, [deep, reply]],
    [`from:alice in_reply_to_tweet_id:${head}`, [reply]],
    ['#goodmorning', [head]],
    ['#GoodMorning from:alice -is:retweet', []],
    ['from:alice is:retweet', []],
    ['from:alice -is:reply', [quote]],
    ['from:alice is:quote', [quote]],
    ['to:brand', [reply]],
    ['"good morning"', [reply]],
    ['(launch OR look) -from:brand', [quote]],
    ['launch OR (from:alice has:links)', [quote, head]],
  ]
  for (const [query, ids] of cases) expect([query, await found(query)]).toEqual([query, ids])
})

it('a new post is found late, a deleted one too long; a look-up by id knows at once', async () => {
  const post = await make({ do: 'post', who: 'alice', text: 'gm' })
  expect(await found('from:alice')).toEqual([])
  expect((await clientOf(x).v2.singleTweet(post)).data.id).toBe(post)
  await pass(5)
  expect(await found('from:alice')).toEqual([post])
  await x.control.do({ do: 'delete_post', post })
  expect((await clientOf(x).v2.singleTweet(post)).errors).toHaveLength(1)
  expect(await found('from:alice')).toEqual([post])
  await pass(60)
  expect(await found('from:alice')).toEqual([])
})

it('the lag of the index can be set', async () => {
  await x.control.do({ do: 'set_lag', index_seconds: 0, unindex_seconds: 0 })
  const post = await make({ do: 'post', who: 'alice', text: 'gm' })
  expect(await found('from:alice')).toEqual([post])
  const edited = await make({ do: 'edit', post, text: 'gn' })
  expect(await found('from:alice')).toEqual([edited])
})

it('search reaches seven days back, and an earlier start is refused', async () => {
  await make({ do: 'post', who: 'alice', text: 'old' })
  const { now } = await x.control.clock({ add: 8 * day })
  expect(await found('from:alice')).toEqual([])
  const start = new Date(now - 8 * day).toISOString()
  await expect(found('from:alice', { start_time: start })).rejects.toMatchObject({ code: 400 })
})

it('the results come page by page, and the client reads them to the end', async () => {
  const made: string[] = []
  for (let n = 0; n < 23; n += 1)
    made.push(await make({ do: 'post', who: 'alice', text: `#gm ${n}` }))
  await pass(5)
  const pages = await clientOf(x).v2.search('#gm', {
    max_results: 10,
    'tweet.fields': ['entities'],
  })
  const seen: string[] = []
  for await (const post of pages) seen.push(post.id)
  expect(seen).toEqual(made.toReversed())
})

it('protected posts are found by followers only', async () => {
  const post = await make({ do: 'post', who: 'bob', text: 'gm' })
  await x.control.do({ do: 'follow', who: 'alice', whom: 'bob' })
  await x.control.do({ do: 'protect', who: 'bob' })
  await pass(5)
  expect(await found('from:bob')).toEqual([])
  const alice = await clientFor(x, 'alice')
  expect((await alice.v2.search('from:bob')).tweets.map(({ id }) => id)).toEqual([post])
})

it.each([
  ['nothing that stands on its own', '-is:retweet'],
  ['an open parenthesis', '(from:alice'],
  ['a closed one', 'from:alice)'],
  ['an operator that does not exist', 'form:alice'],
  ['more than 512 characters', `from:alice ${'a'.repeat(512)}`],
])('a query with %s is refused', async (_, query) => {
  await expect(found(query)).rejects.toMatchObject({ code: 400 })
})
