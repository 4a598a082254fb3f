import type { Page, PostBody } from './answers.ts'
import type { Ask, Endpoint } from './endpoint.ts'
import { pageParams, postParams, searchParams } from './params.ts'
import { postPage, within } from './posts.ts'
import { parsed } from './query.ts'
import { accountById, isGone, mayRead } from './view.ts'
import type { View } from './view.ts'
import type { XPost } from './world.ts'

const week = 7 * 86_400_000

/** Search over the last 7 days, by an index that runs behind. */
export const searchEndpoint: Endpoint = {
  path: '/2/tweets/search/recent',
  access: { app: true, scopes: ['tweet.read', 'users.read'] },
  limit: { app: 450, user: 300 },
  params: { ...pageParams(10, 100), ...postParams, ...searchParams },
  answer: recent,
}

function recent(ask: Ask): Page<PostBody> {
  const { view } = ask
  const isHit = parsed(ask.text('query') ?? '')
  const hits = [...view.world.posts.values()]
    .filter((post) => isIndexed(view, post) && isHit(view, post))
    .reverse()
  const token = ask.text('next_token') ?? ask.text('pagination_token')
  return postPage(ask, within(ask, hits), { usual: 10, token })
}

// Reposts are not in the results. A new post comes late, and a deleted one stays for a while.
function isIndexed(view: View, post: XPost): boolean {
  const { moment, world } = view
  const author = accountById(view, post.authorId)
  const isRepost = post.references.some(({ type }) => type === 'retweeted')
  if (!author || isRepost || isGone(author) || !mayRead(view, author)) return false
  const from = post.at + world.indexSeconds * 1000
  const until = (post.goneAt ?? Infinity) + world.unindexSeconds * 1000
  return from <= moment && moment < until && post.at >= moment - week && !isReplaced(view, post)
}

function isReplaced({ world, moment }: View, { id, versions }: XPost): boolean {
  const next = world.posts.get(versions[versions.indexOf(id) + 1] ?? '')
  return next !== undefined && next.at + world.indexSeconds * 1000 <= moment
}
