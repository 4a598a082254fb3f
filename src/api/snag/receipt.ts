import { z } from 'zod'
import type { Reward } from '../../domain/claim.ts'
import { amountOf } from '../../engine/receipts.ts'
import type { Receipt, ReceiptLeg } from '../../engine/receipts.ts'
import { instant } from '../schemas.ts'
import { userName, userNameOf } from './user-standings.ts'

const amount = z.object({
  amount: z.string().meta({ description: 'Whole units, a decimal number.' }),
  minorUnits: z.string().meta({ description: 'The integer that was booked.' }),
})

const leg = z.object({
  entry: z.string(),
  posting: z.string(),
  kind: z.string(),
  account: z.string(),
  loyaltyCurrencyId: z.string(),
  amount,
  asked: amount.optional(),
  balanceAfter: amount,
  seq: z.int(),
  at: instant,
  reason: z.string().optional(),
})

const reward = z.union([
  z.object({ type: z.literal('points'), loyaltyCurrencyId: z.string(), amount }),
  z.object({ type: z.literal('multiplier'), factor: z.string() }),
  z.object({ type: z.literal('badge'), loyaltyBadgeId: z.string() }),
])

const times = z.object({
  acceptedAt: instant,
  notBefore: instant.nullable(),
  verifiedAt: instant.nullable(),
  settledAt: instant.nullable(),
  revokedAt: instant.nullable(),
  lastSeenAt: instant.nullable(),
})

/** Everything that is worth telling of a claim, for as long as it exists. */
export const receipt = z.object({
  id: z.string(),
  organizationId: z.string(),
  websiteId: z.string(),
  userId: z.string(),
  user: userName.nullable(),
  rule: z.object({ id: z.string(), name: z.string(), type: z.string(), version: z.int() }),
  window: z.object({ key: z.string(), start: instant, end: instant.nullable() }),
  status: z.string(),
  code: z.string().nullable(),
  message: z.string().nullable(),
  waiting: z
    .object({ code: z.string(), message: z.string(), since: instant, until: instant.nullable() })
    .nullable(),
  suspect: z.object({ at: instant, code: z.string() }).nullable(),
  origin: z.string(),
  attempt: z.int(),
  grants: z.int(),
  times,
  evidence: z.record(z.string(), z.unknown()).nullable(),
  trust: z.string().nullable(),
  measured: z.string().nullable(),
  proofs: z.array(z.string()),
  pin: z.record(z.string(), z.unknown()).nullable(),
  standing: z.record(z.string(), z.unknown()).nullable(),
  steps: z.array(z.object({ label: z.string(), value: z.string() })),
  rewards: z.array(reward),
  cut: z.object({ asked: amount, given: amount }).nullable(),
  ledger: z.object({
    legs: z.array(leg),
    issuance: z.array(z.object({ loyaltyCurrencyId: z.string(), amount })).meta({
      description: 'What the currency itself gave or got back: with the legs it comes to zero.',
    }),
    counters: z
      .array(leg)
      .meta({ description: 'Caps and budgets, which count and are no points.' }),
  }),
  workflow: z
    .object({
      id: z.string(),
      path: z.string(),
      url: z.string().nullable().meta({ description: "In Temporal's interface, if there is one." }),
    })
    .nullable(),
})

export function receiptReply(found: Receipt): z.input<typeof receipt> {
  const { claim, decimals, legs, counters, issuance, workflowPath, workflowUrl } = found
  const { window, waiting, suspect, rewards = [] } = claim
  return {
    id: claim._id,
    organizationId: claim.org,
    websiteId: claim.website,
    userId: claim.user,
    user: found.user && userNameOf(found.user),
    rule: {
      ...{ id: claim.rule, name: found.ruleName ?? claim.rule },
      ...{ type: claim.ruleType, version: claim.version },
    },
    window: { key: window.key, start: window.start.toISOString(), end: at(window.end) },
    ...{ status: claim.status, origin: claim.origin, attempt: claim.attempt, grants: claim.grants },
    code: claim.reason ?? null,
    message: claim.message ?? null,
    waiting: waiting
      ? {
          ...{ code: waiting.code, message: waiting.message },
          ...{ since: waiting.since.toISOString(), until: at(waiting.until) },
        }
      : null,
    suspect: suspect ? { at: suspect.at.toISOString(), code: suspect.reason } : null,
    times: timesOf(found),
    evidence: claim.evidence ?? null,
    trust: claim.trust ?? null,
    measured: claim.measured ?? null,
    proofs: claim.proofs ?? [],
    pin: claim.pin ?? null,
    standing: claim.standing ? { ...claim.standing } : null,
    steps: claim.steps ?? [],
    rewards: rewards.map((each) => rewardReply(each, decimals)),
    cut: cutReply(found),
    ledger: {
      legs: legs.map(legReply),
      issuance: issuance.map(({ currency, amount: given }) => ({
        ...{ loyaltyCurrencyId: currency, amount: given },
      })),
      counters: counters.map(legReply),
    },
    workflow:
      claim.workflow && workflowPath
        ? { id: claim.workflow, path: workflowPath, url: workflowUrl }
        : null,
  }
}

function timesOf({ claim }: Receipt): z.input<typeof times> {
  return {
    acceptedAt: claim.acceptedAt.toISOString(),
    notBefore: at(claim.notBefore),
    verifiedAt: at(claim.verifiedAt),
    settledAt: at(claim.settledAt),
    revokedAt: at(claim.revokedAt),
    lastSeenAt: at(claim.lastSeenAt),
  }
}

function rewardReply(
  given: Reward,
  decimalsOf: ReadonlyMap<string, number>,
): z.input<typeof reward> {
  if (given.type === 'badge') return { type: 'badge', loyaltyBadgeId: given.badge }
  if (given.type === 'multiplier') return given
  const { currency } = given
  return {
    type: 'points',
    loyaltyCurrencyId: currency,
    amount: amountOf(BigInt(given.amount), decimalsOf.get(currency) ?? 0),
  }
}

function cutReply({ claim: { cut, rewards = [] }, decimals }: Receipt) {
  if (!cut) return null
  const points = rewards.find((each) => each.type === 'points')
  const places = (points && decimals.get(points.currency)) ?? 0
  return {
    asked: amountOf(BigInt(cut.asked), places),
    given: amountOf(BigInt(cut.given), places),
  }
}

function legReply({ currency, at: time, ...rest }: ReceiptLeg): z.input<typeof leg> {
  return { ...rest, loyaltyCurrencyId: currency, at: time.toISOString() }
}

function at(time: Date | undefined): string | null {
  return time?.toISOString() ?? null
}
