import type { InlineErrorV2 } from 'twitter-api-v2'
import type { Lookup, Page, PostBody } from './answers.ts'
import type { Ask, Endpoint } from './endpoint.ts'
import { presentPosts } from './includes.ts'
import { pageOf } from './pages.ts'
import { idParam, idsParam, pageParams, postParams, timelineParams } from './params.ts'
import { notAuthorized, notFound } from './problems.ts'
import { accountById, isGone, mayRead, postById, postsOf } from './view.ts'
import type { XPost } from './world.ts'

const access = { app: true, scopes: ['tweet.read', 'users.read'] } as const

/** Looking up posts by id, and what an account has posted. */
export const postEndpoints: readonly Endpoint[] = [
  {
    path: '/2/tweets',
    access,
    limit: { app: 3_500, user: 5_000 },
    params: { ...idsParam, ...postParams },
    answer: lookUpMany,
  },
  {
    path: '/2/tweets/:id',
    access,
    limit: { app: 450, user: 900 },
    params: { ...idParam, ...postParams },
    answer: lookUpOne,
  },
  {
    path: '/2/users/:id/tweets',
    access,
    limit: { app: 10_000, user: 900 },
    params: { ...idParam, ...pageParams(5, 100), ...timelineParams, ...postParams },
    answer: timeline,
  },
]

/** A page of posts, newest first, with the meta of a timeline. */
export function postPage(
  ask: Ask,
  posts: readonly XPost[],
  { usual, token }: { usual: number; token: string | undefined },
): Page<PostBody> {
  const { items, ...next } = pageOf(posts, { max: ask.maxResults(usual), token })
  const [newest, oldest] = [items[0], items.at(-1)]
  if (!newest || !oldest) return { meta: { result_count: 0 } }
  const meta = { newest_id: newest.id, oldest_id: oldest.id, result_count: items.length, ...next }
  return { ...presentPosts(ask, items), meta }
}

/** Narrows posts as `since_id`, `until_id`, `start_time` and `end_time` say; the ids take precedence. */
export function within(ask: Ask, posts: readonly XPost[]): XPost[] {
  const [since, until] = [ask.text('since_id'), ask.text('until_id')]
  const [start, end] = [ask.text('start_time'), ask.text('end_time')]
  return posts.filter(({ id, at }) => {
    const isAfter = since ? BigInt(id) > BigInt(since) : !start || at >= Date.parse(start)
    const isBefore = until ? BigInt(id) < BigInt(until) : !end || at < Date.parse(end)
    return isAfter && isBefore
  })
}

function lookUpOne(ask: Ask): Lookup<PostBody> {
  const found = lookUp(ask, 'id', ask.text('id') ?? '')
  if ('error' in found) return { errors: [found.error] }
  const { data, ...rest } = presentPosts(ask, [found.post])
  return { data: data[0]!, ...rest }
}

function lookUpMany(ask: Ask): Lookup<PostBody[]> {
  const found = ask.list('ids').map((id) => lookUp(ask, 'ids', id))
  const posts = found.flatMap((one) => ('post' in one ? [one.post] : []))
  const { data, includes, errors = [] } = presentPosts(ask, posts)
  const all = [...found.flatMap((one) => ('error' in one ? [one.error] : [])), ...errors]
  return {
    ...(data.length > 0 ? { data } : {}),
    ...(includes ? { includes } : {}),
    ...(all.length > 0 ? { errors: all } : {}),
  }
}

function lookUp(
  { view }: Ask,
  parameter: string,
  value: string,
): { post: XPost } | { error: InlineErrorV2 } {
  const wanted = { resource: 'tweet', parameter, value } as const
  const post = postById(view, value)
  const author = post && accountById(view, post.authorId)
  if (!post || !author) return { error: notFound(wanted) }
  return mayRead(view, author) ? { post } : { error: notAuthorized(wanted) }
}

function timeline(ask: Ask): Page<PostBody> {
  const id = ask.text('id') ?? ''
  const wanted = { resource: 'user', parameter: 'id', value: id } as const
  const account = accountById(ask.view, id)
  if (!account || isGone(account)) return { errors: [notFound(wanted, account?.isSuspended)] }
  if (!mayRead(ask.view, account)) return { errors: [notAuthorized(wanted)] }

  const left = { replies: 'replied_to', retweets: 'retweeted' } as const
  const excluded = ask.list('exclude').map((name) => left[name as keyof typeof left])
  const posts = postsOf(ask.view).filter(({ authorId, references }) => {
    return authorId === id && !references.some(({ type }) => excluded.some((one) => one === type))
  })
  return postPage(ask, within(ask, posts), { usual: 10, token: ask.text('pagination_token') })
}
