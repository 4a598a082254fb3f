import { z } from 'zod'
import { ruleOf } from '../engine/stored-rule.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { UserRecord } from '../store/users.ts'
import { instant } from './schemas.ts'

// Things that several routes answer with, and how our records become them.

export const warnings = z.array(z.object({ pointer: z.string(), message: z.string() })).meta({
  description: 'What was sent and has no effect.',
})

export const rule = z
  .looseObject({
    id: z.string(),
    type: z.string(),
    name: z.string(),
    description: z.string(),
    amount: z.union([z.number(), z.string()]),
    frequency: z.string(),
    interval: z.string(),
    rewardType: z.string(),
    claimType: z.string(),
    startTime: z.string(),
    endTime: z.string().nullable(),
    organizationId: z.string(),
    websiteId: z.string(),
    metadata: z.record(z.string(), z.unknown()),
    version: z.int(),
    externalIdentifier: z.string().nullable(),
    resolved: z.record(z.string(), z.string()),
    loyaltyRuleChain: z.array(z.unknown()),
    createdAt: instant,
    updatedAt: instant,
    deletedAt: instant.nullable(),
    warnings: warnings.optional(),
  })
  .meta({ description: 'A rule: the fields that its type reads, and where it stands.' })

export function ruleReply(
  record: RuleRecord,
  named?: readonly { pointer: string; message: string }[],
): z.input<typeof rule> {
  const { org, website, version, createdAt, updatedAt, deletedAt } = record
  const says = ruleOf(record)
  return {
    ...says,
    description: says.description ?? '',
    organizationId: org,
    websiteId: website,
    externalIdentifier: says.externalIdentifier ?? null,
    version,
    resolved: record.resolved,
    loyaltyRuleChain: [],
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    deletedAt: deletedAt?.toISOString() ?? null,
    ...(named ? { warnings: [...named] } : {}),
  }
}

export const userRef = z.object({ id: z.string(), walletAddress: z.string().nullable() })

export function userRefOf({ _id, wallets }: UserRecord): z.input<typeof userRef> {
  return { id: _id, walletAddress: wallets[0]?.address ?? null }
}

/** A page of what was asked for, cut from one that may hold one thing more. */
export function paged<T, R>(found: readonly T[], limit: number, replyOf: (item: T) => R) {
  return { data: found.slice(0, limit).map(replyOf), hasNextPage: found.length > limit }
}
