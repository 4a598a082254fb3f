import { Failure } from '../domain/failure.ts'
import { parsed } from './answer.ts'
import { numericId } from './ids.ts'
import type { X } from './index.ts'
import { createXClient } from './x-client.ts'
import type { XClientOptions } from './x-client.ts'
import { createTimelines } from './x-pages.ts'
import { inlineFailure, isMissing } from './x-refusals.ts'
import {
  grantOf,
  grantShape,
  isReply,
  isRepost,
  postOf,
  postsShape,
  profileOf,
  userShape,
} from './x-shapes.ts'
import type { ListedPost, PostReference } from './x-shapes.ts'

export interface XOptions extends XClientOptions {
  /** How many pages of 100 are read of a timeline before giving up; 10 unless told. X itself ends after 32. */
  maxPages?: number | undefined
}

const profileFields = { 'user.fields': 'verified,verified_type' }
const postFields = {
  'tweet.fields': 'author_id,created_at,edit_history_tweet_ids,public_metrics,referenced_tweets',
}
/** The first second X accepts as a start. */
const beginning = Date.UTC(2010, 10, 6, 0, 0, 1)

export function createX({ maxPages = 10, ...options }: XOptions): X {
  const client = createXClient(options)
  const timelines = createTimelines(client, maxPages)

  async function userAt(path: string, query: Record<string, string>, token?: string) {
    return parsed('x', userShape, await client.get(path, query, token))
  }

  return {
    async findByHandle(handle) {
      if (!/^\w{1,15}$/.test(handle)) return undefined
      const answer = await userAt(`users/by/username/${handle}`, {})
      if (answer.data) return { id: answer.data.id, handle: answer.data.username }
      if (isMissing(answer)) return undefined
      throw inlineFailure(answer, `X does not show the account @${handle}`)
    },

    async owner(token) {
      const answer = await userAt('users/me', profileFields, token)
      if (answer.data) return profileOf(answer.data)
      throw inlineFailure(answer, 'X does not say whose token this is')
    },

    async profile({ id, token }) {
      const answer = await userAt(`users/${numericId('x', id)}`, profileFields, token)
      if (answer.data) return profileOf(answer.data)
      throw inlineFailure(answer, 'The X account is suspended, gone or hidden')
    },

    // https://docs.x.com/x-api/users/user-lookup-by-id
    async follows({ token }, targetId) {
      const path = `users/${numericId('x', targetId)}`
      const fields = { 'user.fields': 'connection_status' }
      const answer = await userAt(path, fields, needed(token))
      const status = answer.data?.connection_status
      if (status) return status.includes('following')
      if (isMissing(answer)) {
        throw new Failure('rule_misconfigured', 'The X account to follow is suspended or gone')
      }
      throw inlineFailure(answer, 'X does not say whether the account is followed')
    },

    async hasLiked({ id, token }, postId) {
      const path = `users/${numericId('x', id)}/liked_tweets`
      const liked = await timelines.find(path, {}, needed(token), (post) => post.id === postId)
      return liked !== undefined
    },

    async hasReposted({ id, token }, postId, since) {
      const start = new Date(Math.max(since.getTime(), beginning)).toISOString()
      const query = { start_time: start.replace(/\.\d+/, ''), 'tweet.fields': 'referenced_tweets' }
      const isWanted = refersTo(postId, isRepost)
      return (await timelines.find(timelineOf(id), query, token, isWanted)) !== undefined
    },

    // A reply is younger than what it replies to, so that the timeline need not be read any further back.
    async findReply({ id, token }, postId) {
      const since = numericId('x', postId)
      const query = { since_id: since, exclude: 'retweets', 'tweet.fields': 'referenced_tweets' }
      return (await timelines.find(timelineOf(id), query, token, refersTo(postId, isReply)))?.id
    },

    async findPost(postId) {
      const query = { ids: numericId('x', postId), ...postFields }
      const answer = parsed('x', postsShape, await client.get('tweets', query))
      const [post] = answer.data ?? []
      if (post) return postOf(post)
      if (isMissing(answer)) return undefined
      throw inlineFailure(answer, 'X does not show this post')
    },

    async refresh(refreshToken) {
      return grantOf(parsed('x', grantShape, await client.refresh(refreshToken)))
    },
  }
}

function timelineOf(userId: string): string {
  return `users/${numericId('x', userId)}/tweets`
}

function refersTo(postId: string, isOfKind: (reference: PostReference) => boolean) {
  return ({ references }: ListedPost) => {
    return references.some((one) => isOfKind(one) && one.id === postId)
  }
}

function needed(token: string | undefined): string {
  if (token) return token
  throw new Failure('provider_unauthorized', 'This is only seen with your own consent: reconnect X')
}
