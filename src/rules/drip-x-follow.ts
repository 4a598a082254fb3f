import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import { trustOfProof } from '../domain/user.ts'
import { met, unmet, weakest } from '../domain/verdict.ts'
import { defineRule } from './define.ts'
import { fieldError, refuseFields } from './field-failure.ts'
import {
  refuseVerified,
  verifiedFactors,
  verifiedMetadata,
  xHandleOf,
  xProfileUrl,
} from './x-fields.ts'

/** Follows an X account. The account is kept by its id, since handles change hands. */
export const dripXFollow = defineRule({
  type: 'drip_x_follow',
  title: 'Follow an X account',
  description: 'The user follows your account on X.',
  family: 'social-x',
  trust: 'first_party',
  provider: 'x',
  requires: 'x',
  claimTypes: ['manual'],
  rewardTypes: ['points', 'multiplier', 'badge'],
  intervals: ['once'],
  metadata: {
    twitterAccountUrl: xProfileUrl.optional().meta({ title: 'Profile URL', group: 'basics' }),
    twitterUsername: z
      .string()
      .regex(/^\w{1,15}$/, 'must be an X handle without the @')
      .optional()
      .meta({ title: 'Handle', group: 'basics' }),
    twitterUserId: z
      .string()
      .regex(/^\d{1,20}$/, 'must be a numeric X user id')
      .optional()
      .meta({ title: 'X user id', group: 'basics' }),
    ...verifiedMetadata,
  },

  refuse({ metadata }) {
    const { twitterAccountUrl, twitterUsername, twitterUserId } = metadata
    if (twitterAccountUrl || twitterUsername || twitterUserId) return refuseVerified(metadata)
    const message = 'name the account by twitterAccountUrl, twitterUsername or twitterUserId'
    return [
      fieldError('/metadata/twitterAccountUrl', 'required', message),
      ...refuseVerified(metadata),
    ]
  },

  async resolve({ metadata }, { x }): Promise<Record<string, string>> {
    const named = targetHandleOf(metadata)
    if (!named) return {}
    const target = await x.findByHandle(named.handle)
    if (!target) {
      throw refuseFields(
        fieldError(named.pointer, 'not_found', `there is no X account @${named.handle}`),
      )
    }
    if (metadata.twitterUserId && metadata.twitterUserId !== target.id) {
      const message = `@${target.handle} is the account ${target.id}`
      throw refuseFields(fieldError('/metadata/twitterUserId', 'contradiction', message))
    }
    return { twitterUserId: target.id, twitterUsername: target.handle }
  },

  async verify({ rule, account }, { x }) {
    const targetId = rule.resolved?.twitterUserId ?? rule.metadata.twitterUserId
    if (!targetId) {
      throw new Failure(
        'rule_misconfigured',
        'Missing required parameters: twitterUserId, targetUsername',
      )
    }
    const target = rule.resolved?.twitterUsername ?? targetId
    const evidence = { follower: account.id, target: targetId }

    if (!(await x.follows(account, targetId))) {
      const message = `Quest Not Completed: Please follow @${target} and try again in few minutes`
      return unmet('not_following', message, evidence)
    }
    return met(1, evidence, {
      message: `Quest Completed: You are a follower of @${target}`,
      proofs: [`x:account:${account.id}`],
      factors: await verifiedFactors(rule.metadata, account, x),
      trust: weakest('first_party', trustOfProof(account.proof)),
    })
  },
})

function targetHandleOf({
  twitterAccountUrl,
  twitterUsername,
}: {
  twitterAccountUrl?: string | undefined
  twitterUsername?: string | undefined
}) {
  if (twitterUsername) return { handle: twitterUsername, pointer: '/metadata/twitterUsername' }
  if (!twitterAccountUrl) return undefined
  return { handle: xHandleOf(twitterAccountUrl), pointer: '/metadata/twitterAccountUrl' }
}
