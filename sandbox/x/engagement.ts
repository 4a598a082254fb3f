import type { UserV2 } from 'twitter-api-v2'
import type { Page, PostBody } from './answers.ts'
import type { Ask, Endpoint } from './endpoint.ts'
import { presentPosts } from './includes.ts'
import { pageOf } from './pages.ts'
import { idParam, pageParams, postParams, userParams } from './params.ts'
import { notAuthorized, notFound } from './problems.ts'
import { userPage } from './users.ts'
import { accountById, isGone, mayRead, postById, postsOf } from './view.ts'
import { isThere } from './world.ts'

const likeAccess = { app: false, scopes: ['like.read', 'tweet.read', 'users.read'] } as const
const limit = { app: 75, user: 75 }
const likersEver = 100

/** Likes and reposts. Likes are private: an app's own token does not read them. */
export const engagementEndpoints: readonly Endpoint[] = [
  {
    path: '/2/users/:id/liked_tweets',
    access: likeAccess,
    limit,
    params: { ...idParam, ...pageParams(5, 100), ...postParams },
    answer: likedTweets,
  },
  {
    path: '/2/tweets/:id/liking_users',
    access: likeAccess,
    limit,
    params: { ...idParam, ...pageParams(1, 100), ...userParams },
    answer: likingUsers,
  },
  {
    path: '/2/tweets/:id/retweeted_by',
    access: { app: true, scopes: ['tweet.read', 'users.read'] },
    limit,
    params: { ...idParam, ...pageParams(1, 100), ...userParams },
    answer: retweetedBy,
  },
]

// What X says of somebody else's likes is not confirmed; that it does not show them is.
function likedTweets(ask: Ask): Page<PostBody> {
  const { view } = ask
  const id = ask.text('id') ?? ''
  const wanted = { resource: 'user', parameter: 'id', value: id } as const
  const account = accountById(view, id)
  if (!account || isGone(account)) return { errors: [notFound(wanted, account?.isSuspended)] }
  if (view.viewer !== account) return { errors: [notAuthorized(wanted)] }

  const likes = view.world.likes.filter((like) => like.from === id && isThere(like, view.moment))
  const liked = likes.toReversed().flatMap(({ id: likeId, to }) => {
    const post = postById(view, to)
    const author = post && accountById(view, post.authorId)
    return post && author && mayRead(view, author) ? [{ id: likeId, post }] : []
  })
  const { items, ...next } = pageOf(liked, {
    max: ask.maxResults(100),
    token: ask.text('pagination_token'),
  })
  const posts = items.map(({ post }) => post)
  const [newest, oldest] = [posts[0], posts.at(-1)]
  if (!newest || !oldest) return { meta: { result_count: 0 } }
  const meta = { newest_id: newest.id, oldest_id: oldest.id, result_count: posts.length, ...next }
  return { ...presentPosts(ask, posts), meta }
}

// The author alone sees who liked a post, and no more than 100 of them for all time.
function likingUsers(ask: Ask): Page<UserV2> {
  const { view } = ask
  const id = ask.text('id') ?? ''
  const wanted = { resource: 'tweet', parameter: 'id', value: id } as const
  const post = postById(view, id)
  if (!post) return { errors: [notFound(wanted)] }
  if (view.viewer?.id !== post.authorId) return { errors: [notAuthorized(wanted)] }
  const likes = view.world.likes.filter(({ to }) => to === id)
  return userPage(ask, likes.slice(-likersEver), 'from')
}

function retweetedBy(ask: Ask): Page<UserV2> {
  const { view } = ask
  const id = ask.text('id') ?? ''
  const wanted = { resource: 'tweet', parameter: 'id', value: id } as const
  const post = postById(view, id)
  const author = post && accountById(view, post.authorId)
  if (!post || !author) return { errors: [notFound(wanted)] }
  if (!mayRead(view, author)) return { errors: [notAuthorized(wanted)] }
  const reposts = postsOf(view).filter(({ references }) => {
    return references.some((one) => one.type === 'retweeted' && one.id === id)
  })
  const edges = reposts.map(({ id: repostId, authorId, at }) => ({
    id: repostId,
    from: authorId,
    to: id,
    at,
  }))
  return userPage(ask, edges.toReversed(), 'from')
}
