import { z } from 'zod'
import type { Engine } from '../../engine/index.ts'
import type { Standing } from '../../engine/status.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Call, Route } from '../route.ts'
import {
  address,
  flag,
  id,
  instant,
  isTrue,
  keyText,
  listOf,
  oneOrMore,
  paging,
  pagingOf,
  text,
  who,
} from '../schemas.ts'
import { receipt, receiptReply } from './receipt.ts'
import { whyNot, whyNotReply } from './why-not.ts'

const most = Number.MAX_SAFE_INTEGER

const completeBody = z.object({
  ...address,
  ...who,
  amount: z.number().min(0).max(most).nullable().optional().meta({
    description: "Instead of the rule's amount, rounded to an integer.",
  }),
  idempotencyKey: keyText(70).optional(),
  rangeValue: z.number().min(0).max(most).nullable().optional(),
  contentUrl: text.optional(),
  loyaltyQuestionChoiceId: id.optional(),
  verificationCode: text.optional(),
  verifyOnly: flag.optional(),
  skipChainOrRequiredCheck: z.boolean().optional(),
})

const standing = z.object({
  id: z.string().optional(),
  claimId: z.string().optional(),
  loyaltyRuleId: z.string(),
  userId: z.string(),
  organizationId: z.string(),
  websiteId: z.string(),
  status: z.enum(['pending', 'processing', 'completed', 'failed']).optional(),
  progress: z.number(),
  message: z.string(),
  code: z.string().optional(),
  fulfilledAt: instant.nullable(),
  createdAt: instant,
  updatedAt: instant,
})

/** Claims: asked for, followed, explained. */
export function claimRoutes(options: RouteOptions): Route[] {
  const { engine, config } = options
  return [
    route({
      method: 'get',
      path: '/api/loyalty/rules/status',
      operationId: 'listRuleStatus',
      summary: 'Read how claims went',
      tags: ['Claims'],
      access: 'read',
      query: z.object({
        ...address,
        ...paging,
        ...who,
        loyaltyRuleId: oneOrMore(id).optional(),
      }),
      reply: z.object({ data: z.array(standing) }),
      errors: ['not_found'],
      async run({ scope, query }) {
        const isNamed = query.userId !== undefined || query.walletAddress !== undefined
        const user = isNamed ? (await engine.users.find(scope, query))._id : undefined
        const filter = { user, rules: listOf(query.loyaltyRuleId) }
        const found = await engine.status.list(scope, filter, pagingOf(query))
        return { data: found.map(standingReply) }
      },
    }),
    route({
      method: 'post',
      path: '/api/loyalty/rules/{id}/complete',
      operationId: 'completeRule',
      summary: 'Claim a reward',
      description:
        'Answers before the fact is verified: read the status, or the receipt. The same claim again joins the one under way. ' +
        'A claim is its own key; `idempotencyKey` names the request, for the user, across rules and windows.',
      tags: ['Claims'],
      access: 'write',
      body: completeBody,
      reply: z.object({ message: z.string(), claimId: z.string(), receiptUrl: z.string() }),
      errors: [
        'not_found',
        'rule_inactive',
        'interval_spent',
        'required_rule_missing',
        'not_connected',
        'user_blocked',
      ],
      async ownKey({ scope, params, body }) {
        const { idempotencyKey: key } = body
        if (key === undefined) return undefined
        const { user } = await ruleAndUser(engine, scope, params.id, body)
        const scopeOfKey = `${user._id}/complete`
        return { scope: scopeOfKey, key, pointer: '/idempotencyKey', named: Object.keys(who) }
      },
      async run({ scope, params, body, note, keyed, markReplayed }) {
        const { record, user } = await ruleAndUser(engine, scope, params.id, body)
        // A key of the header stands in for one of the body, so that the claim of an earlier run is found.
        const { idempotencyKey = keyed?.stamp } = body
        const request = { ...requestOf(body), idempotencyKey }
        const accepted = await engine.claims.complete(record, user, request, keyed)
        const { claim, message } = accepted
        note({ claim })
        if (accepted.replayed) markReplayed()
        return { message, claimId: claim, receiptUrl: receiptUrl(config.publicUrl, claim) }
      },
    }),
    route({
      method: 'get',
      path: '/api/loyalty/receipts/{id}',
      operationId: 'getReceipt',
      summary: 'Explain a claim',
      tags: ['Claims'],
      access: 'read',
      query: z.object(address),
      reply: receipt,
      errors: ['not_found'],
      async run({ scope, params, note }) {
        const found = await engine.receipts.find(scope, params.id)
        const { _id: claim, workflow = '' } = found.claim
        note({ claim, workflow })
        return receiptReply(found)
      },
    }),
    route({
      method: 'get',
      path: '/api/loyalty/rules/{id}/why-not',
      operationId: 'explainWhyNot',
      summary: 'Say what stands between a user and a reward',
      tags: ['Claims'],
      access: 'read',
      query: z.object({ ...address, ...who }),
      reply: whyNot,
      errors: ['not_found'],
      async run({ scope, params, query }) {
        const { record, user } = await ruleAndUser(engine, scope, params.id, query)
        return whyNotReply(record._id, user._id, await engine.whyNot(record, user))
      },
    }),
    route({
      method: 'post',
      path: '/api/loyalty/rules/{id}/link',
      operationId: 'createRuleLink',
      summary: "Make a user's own link of a rule",
      tags: ['Claims'],
      access: 'write',
      body: z.object({ ...address, ...who }),
      reply: z.object({ url: z.string(), expiresAt: instant }),
      isSecret: true,
      errors: ['not_found'],
      async run({ scope, params, body }) {
        const { record, user } = await ruleAndUser(engine, scope, params.id, body)
        const { url, expiresAt } = engine.links.linkFor(record, user)
        return { url, expiresAt: expiresAt.toISOString() }
      },
    }),
    route({
      method: 'get',
      path: '/l/{token}',
      operationId: 'followLink',
      summary: 'Follow a link of a rule',
      tags: ['Claims'],
      access: 'open',
      status: 302,
      reply: z.object({ location: z.string() }),
      errors: ['not_found'],
      run: async ({ params }) => ({ location: await engine.links.follow(params.token) }),
    }),
  ]
}

type Scope = Call<unknown, unknown, unknown>['scope']

/** A user of another website is as unknown to a rule as one who does not exist. */
async function ruleAndUser(
  { rules, users }: Engine,
  scope: Scope,
  id: string,
  named: { userId?: string | undefined; walletAddress?: string | undefined },
) {
  const record = await rules.find(scope, id)
  const user = await users.find({ org: record.org, website: record.website }, named)
  return { record, user }
}

function requestOf(body: z.output<typeof completeBody>) {
  const { amount, rangeValue, verifyOnly, contentUrl, verificationCode } = body
  return {
    ...{ contentUrl, verificationCode },
    amount: amount == null ? undefined : String(Math.round(amount)),
    rangeValue: rangeValue == null ? undefined : String(rangeValue),
    verifyOnly: isTrue(verifyOnly),
    skipChainOrRequiredCheck: body.skipChainOrRequiredCheck,
  }
}

function standingReply(found: Standing): z.input<typeof standing> {
  const { rule, user, org, website, claim, status, code, progress, message } = found
  return {
    ...(claim === undefined ? {} : { id: claim, claimId: claim }),
    ...{ loyaltyRuleId: rule, userId: user, organizationId: org, websiteId: website },
    ...(status === undefined ? {} : { status }),
    ...(code === undefined ? {} : { code }),
    ...{ progress, message },
    fulfilledAt: found.fulfilledAt?.toISOString() ?? null,
    createdAt: found.createdAt.toISOString(),
    updatedAt: found.updatedAt.toISOString(),
  }
}

function receiptUrl(publicUrl: string, claim: string): string {
  return new URL(`/api/loyalty/receipts/${claim}`, publicUrl).href
}
