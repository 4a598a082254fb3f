import type { InlineErrorV2, MediaObjectV2 } from 'twitter-api-v2'
import type { Includes, PostBody } from './answers.ts'
import type { Ask } from './endpoint.ts'
import { presentPost, presentUser } from './present.ts'
import { notAuthorized, notFound } from './problems.ts'
import { accountByHandle, accountById, isGone, mayRead, postById } from './view.ts'
import type { View } from './view.ts'
import type { XPost } from './world.ts'

interface Expanded {
  includes?: Includes
  errors?: InlineErrorV2[]
}

interface Reference {
  parameter: string
  id: string
}

/** A list of posts as X hands it out, with what `expansions` asks for beside it. */
export function presentPosts(ask: Ask, posts: readonly XPost[]): { data: PostBody[] } & Expanded {
  const fields = ask.list('tweet.fields')
  const data = posts.map((post) => presentPost(ask.view, post, fields))
  return { data, ...expanded(ask, posts) }
}

function expanded(ask: Ask, posts: readonly XPost[]): Expanded {
  const { view } = ask
  const wanted = new Set(ask.list('expansions'))
  const references = wanted.size > 0 ? referencesOf(posts, wanted) : []
  const found = references.map((reference) => readable(view, reference))
  const tweets = unique(found.flatMap(({ post }) => post ?? []))
  const errors = found.flatMap(({ error }) => error ?? [])
  const isDeep = wanted.has('referenced_tweets.id.author_id')
  const users = userIdsOf(view, posts, wanted).concat(
    isDeep ? tweets.map((one) => one.authorId) : [],
  )
  const includes = {
    ...part('users', usersOf(ask, users)),
    ...part(
      'tweets',
      tweets.map((post) => presentPost(view, post, ask.list('tweet.fields'))),
    ),
    ...part('media', wanted.has('attachments.media_keys') ? mediaOf(posts) : []),
  }
  return {
    ...(Object.keys(includes).length > 0 ? { includes } : {}),
    ...(errors.length > 0 ? { errors } : {}),
  }
}

function referencesOf(posts: readonly XPost[], wanted: ReadonlySet<string>): Reference[] {
  const isAsked = [...wanted].some((name) => name.startsWith('referenced_tweets.id'))
  return posts.flatMap((post) => [
    ...(isAsked ? post.references : []).map(({ id }) => ({
      parameter: 'referenced_tweets.id',
      id,
    })),
    ...(wanted.has('edit_history_tweet_ids') ? post.versions : []).map((id) => {
      return { parameter: 'edit_history_tweet_ids', id }
    }),
  ])
}

function readable(
  view: View,
  { parameter, id }: Reference,
): { post?: XPost; error?: InlineErrorV2 } {
  const wanted = { resource: 'tweet', parameter, value: id, section: 'includes' } as const
  const post = postById(view, id)
  const author = post && accountById(view, post.authorId)
  if (!post || !author) return { error: notFound(wanted) }
  return mayRead(view, author) ? { post } : { error: notAuthorized(wanted) }
}

function userIdsOf(view: View, posts: readonly XPost[], wanted: ReadonlySet<string>): string[] {
  return posts.flatMap(({ authorId, inReplyToUserId, text }) => [
    ...(wanted.has('author_id') ? [authorId] : []),
    ...(wanted.has('in_reply_to_user_id') && inReplyToUserId ? [inReplyToUserId] : []),
    ...(wanted.has('entities.mentions.username') ? mentioned(view, text) : []),
  ])
}

function mentioned(view: View, text: string): string[] {
  const handles = [...text.matchAll(/(?<!\w)@(\w{1,15})/g)].map((match) => match[1] ?? '')
  return handles.flatMap((handle) => accountByHandle(view, handle)?.id ?? [])
}

function usersOf(ask: Ask, ids: readonly string[]) {
  const accounts = unique(ids.flatMap((id) => accountById(ask.view, id) ?? []))
  const fields = ask.list('user.fields')
  return accounts.filter((one) => !isGone(one)).map((one) => presentUser(ask.view, one, fields))
}

function mediaOf(posts: readonly XPost[]): MediaObjectV2[] {
  const keys = [...new Set(posts.flatMap(({ mediaKeys }) => mediaKeys))]
  return keys.map((key) => ({ media_key: key, type: 'photo' }))
}

function part<K extends keyof Includes>(name: K, items: NonNullable<Includes[K]>): Includes {
  return items.length > 0 ? { [name]: items } : {}
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)]
}
