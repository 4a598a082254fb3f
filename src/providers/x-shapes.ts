import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import type { Grant, Post, XProfile } from './index.ts'

// X's specification of August 2026 says "post" and "repost" where its answers still say "tweet" and "retweet";
// both are read.

const problemShape = z.object({ type: z.string().optional(), section: z.string().optional() })
const errors = z.array(problemShape).optional()
const reference = z.object({ type: z.string(), id: z.string() })

const user = z.object({
  id: z.string(),
  username: z.string(),
  verified: z.boolean().optional(),
  verified_type: z.string().optional(),
  connection_status: z.array(z.string()).optional(),
})

const listedPost = z.object({
  id: z.string(),
  referenced_tweets: z.array(reference).optional(),
  referenced_posts: z.array(reference).optional(),
})

const post = listedPost.extend({
  author_id: z.string(),
  created_at: z.string(),
  edit_history_tweet_ids: z.array(z.string()).optional(),
  edit_history_post_ids: z.array(z.string()).optional(),
  public_metrics: z.object({
    reply_count: z.int(),
    retweet_count: z.int().optional(),
    repost_count: z.int().optional(),
  }),
})

const meta = z.object({ result_count: z.int().optional(), next_token: z.string().optional() })

export const userShape = z.object({ data: user.optional(), errors })
export const postsShape = z.object({ data: z.array(post).optional(), errors })
export const pageShape = z.object({
  data: z.array(listedPost).optional(),
  meta: meta.optional(),
  errors,
})
export const grantShape = z.object({
  access_token: z.string(),
  refresh_token: z.string().optional(),
  expires_in: z.number().optional(),
  scope: z.string().optional(),
})

export type Problem = z.output<typeof problemShape>
export type PostReference = z.output<typeof reference>
export interface ListedPost {
  id: string
  references: PostReference[]
}

export function profileOf({
  id,
  username,
  verified,
  verified_type: kind,
}: z.output<typeof user>): XProfile {
  const isVerified =
    kind === undefined ? verified === true : ['blue', 'business', 'government'].includes(kind)
  return { id, handle: username, isVerified }
}

export function listedPostOf(listed: z.output<typeof listedPost>): ListedPost {
  return { id: listed.id, references: listed.referenced_tweets ?? listed.referenced_posts ?? [] }
}

export function postOf(full: z.output<typeof post>): Post {
  const { references } = listedPostOf(full)
  const { reply_count: replies, retweet_count, repost_count } = full.public_metrics
  const reposts = retweet_count ?? repost_count
  if (reposts === undefined) throw new Failure('provider_changed', 'X does not count reposts')
  return {
    id: full.id,
    authorId: full.author_id,
    createdAt: full.created_at,
    parentId: references.find(isReply)?.id,
    repostOf: references.find(isRepost)?.id,
    editIds: full.edit_history_tweet_ids ?? full.edit_history_post_ids ?? [full.id],
    replies,
    reposts,
  }
}

export function isReply({ type }: PostReference): boolean {
  return type === 'replied_to'
}

export function isRepost({ type }: PostReference): boolean {
  return type === 'retweeted' || type === 'reposted'
}

export function grantOf(granted: z.output<typeof grantShape>, now = Date.now()): Grant {
  const { access_token, refresh_token, expires_in, scope = '' } = granted
  return {
    accessToken: access_token,
    refreshToken: refresh_token,
    expiresAt: expires_in === undefined ? undefined : new Date(now + expires_in * 1000),
    scopes: scope.split(' ').filter(Boolean),
  }
}
