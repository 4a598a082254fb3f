import { z } from 'zod'
import { claimOutcomeOf, claimOutcomes } from '../../domain/claim-count.ts'
import { claimStatuses } from '../../domain/claim.ts'
import type { Reward } from '../../domain/claim.ts'
import { wholeOf } from '../../domain/points.ts'
import type { ClaimFilter, ListedClaim } from '../../engine/claim-list.ts'
import type { Retried } from '../../engine/claim-retries.ts'
import type { Voided } from '../../engine/claim-voids.ts'
import { mostAtOnce } from '../../engine/claims-meant.ts'
import type { Skipped } from '../../engine/claims-meant.ts'
import { ruleOf } from '../../engine/stored-rule.ts'
import type { ClaimRecord } from '../../store/claims.ts'
import type { RouteOptions } from '../options.ts'
import { paged } from '../replies.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, flag, id, instant, isTrue, pageOf, paging, pagingOf, text } from '../schemas.ts'
import { userNameOf } from './user-standings.ts'

/** An attempt at a reward, in a line. */
export const listedClaim = z.object({
  id: z.string(),
  organizationId: z.string(),
  websiteId: z.string(),
  rule: z.object({ id: z.string(), name: z.string(), type: z.string() }),
  user: z.object({ id: z.string(), name: z.string().nullable() }),
  status: z.enum(claimStatuses),
  outcome: z.enum(claimOutcomes).meta({ description: 'The status, and whether it waits.' }),
  code: z.string().nullable().meta({ description: 'Why it was not paid, or waits.' }),
  message: z.string().nullable(),
  waitsUntil: instant.nullable(),
  origin: z.enum(['request', 'sweep', 'event']),
  trust: z.string().nullable(),
  attempt: z.int(),
  rewards: z.array(
    z.object({
      type: z.enum(['points', 'multiplier', 'badge']),
      loyaltyCurrencyId: z.string().nullable(),
      amount: z.string().nullable().meta({ description: 'Whole units, a decimal number.' }),
      factor: z.string().nullable(),
    }),
  ),
  acceptedAt: instant,
  settledAt: instant.nullable(),
  tookMs: z.int().nullable(),
})

const status = z.enum(claimStatuses)
const filters = {
  ruleId: id.optional(),
  userId: id.optional(),
  status: z.union([status, z.array(status).min(1).max(claimStatuses.length)]).optional(),
  reason: id.optional().meta({ description: 'The code of why it was not paid.' }),
  source: id.optional().meta({ description: 'Which platform is asked: `x`, `github`, `chain`.' }),
  isWaiting: flag.optional().meta({ description: 'Of a source: only those that wait for it.' }),
  from: instant.optional().meta({ description: 'Made then or later.' }),
  until: instant.optional().meta({ description: 'Made before then.' }),
}
type Filters = z.output<z.ZodObject<typeof filters>>

/** Some claims by their ids, or all that a filter finds; with `dry` it is only said what would be done. */
const some = {
  ...address,
  ids: z.array(id).min(1).max(200).optional(),
  ...filters,
  dry: flag.optional(),
}
const report = {
  isPreview: z.boolean(),
  count: z.int(),
  isMore: z.boolean().meta({ description: 'The filter finds more than are looked at at once.' }),
  skipped: z.array(z.object({ claimId: z.string(), code: z.string(), message: z.string() })),
}
export const retried = z.object({ ...report, retried: z.array(z.string()) })
export const voided = z.object({
  ...report,
  voided: z.array(z.string()),
  points: z
    .array(z.object({ loyaltyCurrencyId: z.string(), amount: z.string() }))
    .meta({ description: 'What users give back, whole units.' }),
})

/** Every attempt at a reward; looking at some again, or taking back what they paid. */
export function claimListRoutes({ engine }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/loyalty/claims',
      operationId: 'listClaims',
      summary: 'List claims, newest first',
      description:
        'A user goes with every other filter, a rule with a status; `reason` and `source` stand alone, since every page comes from an index. Any of them goes with `from` and `until`.',
      tags: ['Claims'],
      access: 'read',
      query: z.object({ ...address, ...paging, ...filters }),
      reply: pageOf(listedClaim),
      errors: ['not_found'],
      async run({ scope, query }) {
        const { limit, after } = pagingOf(query)
        const page = { after, limit: limit + 1 }
        return paged(await engine.claimList.list(scope, filterOf(query), page), limit, claimReply)
      },
    }),
    route({
      method: 'post',
      path: '/api/loyalty/claims/retry',
      operationId: 'retryClaims',
      summary: 'Look at claims again',
      description: `Those that were not met or failed are verified once more, in the window they were made in, by their rule as it is now; those that wait are handed on again. Name them, or a filter; of more than ${mostAtOnce} the newest are meant. With \`dry\` the answer says how many it would be, and nothing is done.`,
      tags: ['Claims'],
      access: 'write',
      body: z.object(some),
      reply: retried,
      errors: ['not_found'],
      async run({ scope, body, keyed }) {
        const { ids, dry } = body
        const wanted = { ids, ...filterOf(body) }
        return isTrue(dry)
          ? retriedReply(await engine.claimRetries.preview(scope, wanted), true)
          : retriedReply(await engine.claimRetries.retry(scope, wanted, keyed), false)
      },
    }),
    route({
      method: 'post',
      path: '/api/loyalty/claims/void',
      operationId: 'voidClaims',
      summary: 'Take back what claims paid',
      description: `Books the mirror image of what each claim paid, with its reason. The claim stays the one of its window, so that nobody is paid for it again. Points that are spent leave a claim as it is, unless \`mayCut\` takes what is there. Name claims, or a filter; of more than ${mostAtOnce} the newest are meant. With \`dry\` the answer says what it would come to, and nothing is done.`,
      tags: ['Claims'],
      access: 'write',
      body: z.object({
        ...some,
        description: text.min(1).max(2000),
        mayCut: z.boolean().optional(),
      }),
      reply: voided,
      freeText: ['description'],
      errors: ['not_found'],
      async run({ scope, body, keyed }) {
        const { ids, dry, description, mayCut } = body
        const wanted = { ids, description, mayCut, ...filterOf(body) }
        return isTrue(dry)
          ? voidedReply(await engine.claimVoids.preview(scope, wanted), true)
          : voidedReply(await engine.claimVoids.voidAll(scope, wanted, keyed), false)
      },
    }),
  ]
}

function filterOf(filters: Filters): ClaimFilter {
  const { ruleId, userId, status: wanted, reason, source, isWaiting, from, until } = filters
  const statuses = wanted === undefined ? undefined : [wanted].flat()
  return {
    ...{ rule: ruleId, user: userId, statuses, reason, source },
    isWaiting: isTrue(isWaiting) || undefined,
    from: from === undefined ? undefined : new Date(from),
    until: until === undefined ? undefined : new Date(until),
  }
}

function claimReply({ claim, rule, user, decimals }: ListedClaim): z.input<typeof listedClaim> {
  const {
    _id,
    org,
    website,
    status: stands,
    origin,
    attempt,
    waiting,
    acceptedAt,
    settledAt,
  } = claim
  return {
    ...{ id: _id, organizationId: org, websiteId: website, status: stands, origin, attempt },
    rule: { id: claim.rule, name: rule ? ruleOf(rule).name : claim.rule, type: claim.ruleType },
    user: { id: claim.user, name: user ? userNameOf(user).name : null },
    outcome: claimOutcomeOf(claim),
    code: claim.reason ?? waiting?.code ?? null,
    message: claim.message ?? waiting?.message ?? null,
    waitsUntil: waiting?.until?.toISOString() ?? null,
    trust: claim.trust ?? null,
    rewards: rewardReplies(claim, decimals),
    acceptedAt: acceptedAt.toISOString(),
    settledAt: settledAt?.toISOString() ?? null,
    tookMs: settledAt ? settledAt.getTime() - acceptedAt.getTime() : null,
  }
}

export function rewardReplies(
  claim: Pick<ClaimRecord, 'rewards' | 'cut'>,
  decimals: ListedClaim['decimals'],
): z.input<typeof listedClaim>['rewards'] {
  return (claim.rewards ?? []).map((reward) => rewardReply(reward, claim, decimals))
}

function rewardReply(
  reward: Reward,
  { cut }: Pick<ClaimRecord, 'cut'>,
  decimals: ListedClaim['decimals'],
): z.input<typeof listedClaim>['rewards'][number] {
  const { type } = reward
  const nothing = { loyaltyCurrencyId: null, amount: null, factor: null }
  if (type === 'badge') return { type, ...nothing }
  if (type === 'multiplier') return { type, ...nothing, factor: reward.factor }
  const paid = BigInt(cut?.given ?? reward.amount)
  const amount = wholeOf(paid, decimals.get(reward.currency) ?? 0)
  return { type, ...nothing, loyaltyCurrencyId: reward.currency, amount }
}

function retriedReply({ skipped, ...found }: Retried, isPreview: boolean) {
  return { isPreview, ...found, skipped: skipped.map(skippedReply) }
}

function voidedReply({ skipped, points, ...found }: Voided, isPreview: boolean) {
  return {
    ...{ isPreview, ...found, skipped: skipped.map(skippedReply) },
    points: points.map(({ currency, amount }) => ({ loyaltyCurrencyId: currency, amount })),
  }
}

function skippedReply({ claim, ...why }: Skipped) {
  return { claimId: claim, ...why }
}
