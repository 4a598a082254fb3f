import { z } from 'zod'
import { unmet } from '../domain/verdict.ts'
import type { Verdict } from '../domain/verdict.ts'
import { defineRule } from './define.ts'
import type { CaseFinding } from './define.ts'
import { fieldError } from './field-failure.ts'
import type { Position } from './holdings.ts'
import { judgeHolders } from './judge-holders.ts'
import { nftCollection, refuseCollections } from './token-fields.ts'

type Collection = z.output<typeof nftCollection>

const year = 365 * 86_400

/**
 * Holds NFTs of the rule's collections, in any wallet. The amount is how many, in all collections and wallets together.
 * A window is judged at one block, so that a token that moves between two users pays one of them.
 */
export const tokenHold = defineRule({
  type: 'TokenHold',
  title: 'Hold an NFT',
  description: 'The user holds an NFT of your collections.',
  family: 'token',
  trust: 'cryptographic',
  provider: 'chain',
  requires: 'wallet',
  claimTypes: ['auto', 'manual'],
  rewardTypes: ['points', 'multiplier', 'badge'],
  lifetimes: ['permanent', 'dynamic'],
  frequencies: ['immediately', 'daily', 'weekly', 'monthly'],
  intervals: ['once', 'daily', 'weekly', 'monthly'],
  ranges: true,
  fields: {
    collections: z
      .array(nftCollection)
      .min(1)
      .max(20)
      .meta({ title: 'Collections', group: 'basics' }),
  },
  metadata: {
    onlyRewardExistingUser: z.boolean().optional().meta({
      title: 'Only users who already exist',
      description: 'Pays those who joined before the rule started.',
      group: 'gates',
    }),
    onlyRewardSingleTokenOwnership: z.boolean().nullable().optional().meta({
      title: 'Count one token of each collection',
      group: 'reward',
    }),
    rewardByBatch: z.boolean().nullable().optional().meta({
      title: 'Pay for every full batch',
      group: 'reward',
    }),
    batchSize: z
      .int()
      .positive()
      .nullable()
      .optional()
      .meta({
        title: 'Tokens in a batch',
        group: 'reward',
        when: { rewardByBatch: true },
      }),
    isTokenHoldMultiplier: z.boolean().optional().meta({
      title: 'Tiers carry multipliers instead of points',
      group: 'reward',
    }),
    minimumHoldSeconds: z.int().positive().max(year).optional().meta({
      title: 'Least time of holding',
      description: 'Seconds that the tokens must have been there already.',
      group: 'gates',
    }),
  },

  refuse({ collections, metadata: { rewardByBatch, batchSize } }) {
    const errors = refuseCollections(collections)
    if (!rewardByBatch || batchSize) return errors
    const message = 'is needed when the reward is per batch'
    return [...errors, fieldError('/metadata/batchSize', 'required', message)]
  },

  terms: ({ metadata: { rewardByBatch, batchSize, isTokenHoldMultiplier } }) => ({
    ...(rewardByBatch && batchSize ? { batchSize: String(batchSize) } : {}),
    ...(isTokenHoldMultiplier ? { rewardType: 'multiplier' as const } : {}),
  }),

  async pin({ collections }, { chain }, at) {
    const networks = collections.map(({ network }) => network)
    return at ? chain.asOf(networks, at) : chain.confirmed(networks)
  },

  async verifyMany(checks, { chain }) {
    const [first] = checks
    if (!first) return []
    const { onlyRewardSingleTokenOwnership: isOnePerCollection, minimumHoldSeconds } =
      first.rule.metadata

    const early = checks.map(({ rule, user }) => tooNew(rule, user.createdAt))
    const judged = await judgeHolders(
      chain,
      checks.filter((_, index) => !early[index]),
      {
        positions: first.rule.collections.map(positionOf),
        minimumSeconds: minimumHoldSeconds,
        amountOf: (sums) => String(countOf(sums, isOnePerCollection ?? false)),
      },
    )
    const found: CaseFinding[] = [...judged]
    return early.flatMap((verdict) => verdict ?? found.shift() ?? [])
  },
})

function positionOf({ network, address, tokenIds }: Collection): Position {
  return { network, kind: 'nft', token: address.toLowerCase(), tokenIds }
}

function countOf(sums: readonly bigint[], isOnePerCollection: boolean): bigint {
  return sums.reduce((total, sum) => total + (isOnePerCollection && sum > 1n ? 1n : sum), 0n)
}

function tooNew(
  {
    startTime,
    metadata,
  }: { startTime: string; metadata: { onlyRewardExistingUser?: boolean | undefined } },
  createdAt: Date,
): Verdict | undefined {
  if (!metadata.onlyRewardExistingUser || createdAt < new Date(startTime)) return undefined
  const message = 'This quest is for users who joined before it started.'
  return unmet('not_existing_user', message, { joined: createdAt.toISOString() })
}
