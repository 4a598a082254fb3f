import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import { trustOfProof } from '../domain/user.ts'
import { met, unmet, weakest } from '../domain/verdict.ts'
import type { Post, X } from '../providers/index.ts'
import { countedPeriodOf } from './counted-period.ts'
import { defineRule } from './define.ts'
import { fieldError, refuseFields } from './field-failure.ts'
import {
  refuseVerified,
  verifiedFactors,
  verifiedMetadata,
  xPostIdOf,
  xPostUrl,
} from './x-fields.ts'
import { findOwnReply } from './x-replies.ts'

const demand = z.boolean().nullable().optional()
const limit = z.int().positive().nullable().optional()

/**
 * Likes, reposts and replies to one X post, as far as the rule asks for each. Whatever is asked of an
 * edited post may have been done to any of its versions. X tells no time of a like, so a like counts
 * whenever it was made. A reaction that reached its limit is not asked for any more; when no other is
 * left, nobody is paid.
 */
export const dripXTweet = defineRule({
  type: 'drip_x_tweet',
  title: 'React to an X post',
  description: 'The user likes, reposts or replies to a post on X.',
  family: 'social-x',
  trust: 'first_party',
  provider: 'x',
  requires: 'x',
  claimTypes: ['manual'],
  rewardTypes: ['points', 'multiplier', 'badge'],
  intervals: ['once'],
  metadata: {
    twitterPostUrl: xPostUrl.meta({ title: 'Post', group: 'basics' }),
    checkLike: demand.meta({ title: 'Asks for a like', group: 'basics' }),
    checkRepost: demand.meta({ title: 'Asks for a repost', group: 'basics' }),
    checkComment: demand.meta({ title: 'Asks for a reply', group: 'basics' }),
    rewardQualityPosts: z.boolean().optional().meta({ title: 'Only good posts', group: 'basics' }),
    maxLikes: limit.meta({
      title: 'Likes wanted',
      description: 'Only for display: the like is asked for however many there are.',
      group: 'display',
    }),
    maxComments: limit.meta({ title: 'Replies wanted', group: 'gates' }),
    maxReposts: limit.meta({ title: 'Reposts wanted', group: 'gates' }),
    ...verifiedMetadata,
  },
  input: { contentUrl: xPostUrl.optional() },

  refuse({ metadata }) {
    const errors = [...refuseVerified(metadata)]
    if (!metadata.checkLike && !metadata.checkRepost && !metadata.checkComment) {
      const message = 'ask for at least one of checkLike, checkRepost and checkComment'
      errors.push(fieldError('/metadata/checkLike', 'required', message))
    }
    if (metadata.rewardQualityPosts) {
      const message =
        'no scorer of posts is configured, so the quality of a post cannot be asked for'
      errors.push(fieldError('/metadata/rewardQualityPosts', 'unsupported', message))
    }
    return errors
  },

  async resolve({ metadata }, { x }) {
    const post = await x.findPost(xPostIdOf(metadata.twitterPostUrl))
    if (post) return { twitterPostId: post.id, twitterUserId: post.authorId }
    const message = 'there is no such post, or it cannot be seen'
    throw refuseFields(fieldError('/metadata/twitterPostUrl', 'not_found', message))
  },

  async verify({ rule, account, input, now }, { x }) {
    const target = await targetOf(rule.resolved?.twitterPostId, rule.metadata.twitterPostUrl, x)
    const { like, repost, comment } = demandsOf(rule.metadata, target)
    const evidence = { account: account.id, post: target.id }
    const [done, missing] = sentencesOf({ repost, comment })
    if (!like && !repost && !comment) return unmet('reaction_limit_reached', missing, evidence)

    const period = countedPeriodOf(rule)
    const toAnyVersion = (ask: (postId: string) => Promise<boolean>) => some(target.editIds, ask)
    if (like && !(await toAnyVersion((id) => x.hasLiked(account, id)))) {
      return unmet('not_liked', likeMissing, evidence)
    }
    if (repost && !(await toAnyVersion((id) => x.hasReposted(account, id, period.since)))) {
      return unmet('not_reposted', missing, evidence)
    }
    const reply = comment
      ? await findOwnReply({ account, link: input.contentUrl, target, period, now }, x)
      : undefined
    if (typeof reply === 'string') return unmet(reply, missing, evidence)

    const [firstVersion] = reply ? reply.editIds : []
    return met(
      1,
      { ...evidence, ...(reply ? { reply: reply.id } : {}), liked: like, reposted: repost },
      {
        message: done,
        proofs: [
          `x:account:${account.id}`,
          ...(reply ? [`x:post:${firstVersion ?? reply.id}`] : []),
        ],
        factors: await verifiedFactors(rule.metadata, account, x),
        trust: weakest('first_party', trustOfProof(account.proof)),
      },
    )
  },
})

const likeMissing = 'Quest Not Completed: Like not found for the specified tweet'

async function targetOf(postId: string | undefined, url: string, x: X): Promise<Post> {
  const target = await x.findPost(postId ?? xPostIdOf(url))
  if (target) return target
  throw new Failure('rule_misconfigured', `the post of this rule is gone: ${url}`)
}

interface Reactions {
  checkLike?: boolean | null | undefined
  checkRepost?: boolean | null | undefined
  checkComment?: boolean | null | undefined
  maxComments?: number | null | undefined
  maxReposts?: number | null | undefined
}

function demandsOf(metadata: Reactions, { replies, reposts }: Post) {
  return {
    like: metadata.checkLike ?? false,
    repost: (metadata.checkRepost ?? false) && reposts < (metadata.maxReposts ?? Infinity),
    comment: (metadata.checkComment ?? false) && replies < (metadata.maxComments ?? Infinity),
  }
}

/** What the claimant reads: when all is done, and when something is missing. Likes have no words of Snag's. */
function sentencesOf({ repost, comment }: { repost: boolean; comment: boolean }) {
  if (repost && comment) {
    return [
      'Quest Completed: You have retweeted and commented on the tweet',
      'Quest Not Completed: You have not retweeted or commented on the tweet',
    ] as const
  }
  if (comment) {
    return [
      'Quest Completed: You have commented on the tweet',
      'Quest Not Completed: Comment not found for the specified tweet',
    ] as const
  }
  if (repost) {
    return [
      'Quest Completed: You have retweeted the tweet',
      'Quest Not Completed: Retweet not found for the specified tweet',
    ] as const
  }
  return ['Quest Completed: You have liked the tweet', likeMissing] as const
}

async function some(ids: readonly string[], ask: (id: string) => Promise<boolean>) {
  for (const id of ids) if (await ask(id)) return true
  return false
}
