import { z } from 'zod'
import { wholeOf } from '../../domain/points.ts'
import type { NamedAccount } from '../../engine/account-of.ts'
import type { Balance, Entry } from '../../ledger/types.ts'
import { fieldError, refuseFields } from '../../rules/field-failure.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, id, instant, pageOf, paging } from '../schemas.ts'

const amount = z.string().meta({ description: 'Whole units, a decimal number.' })
const seq = z.string().regex(/^\d{1,15}$/, 'must be a whole number')
const of = { ...address, loyaltyCurrencyId: id.optional() }

const ids = {
  loyaltyAccountId: z.string(),
  loyaltyCurrencyId: z.string(),
  userId: z.string().nullable(),
}
const state = { balance: amount, held: amount, available: amount, seq: z.int() }

/** An entry of an account, as the ledger itself says it. */
export const line = z.object({
  id: z.string(),
  seq: z.int(),
  kind: z.string(),
  amount: amount.meta({ description: 'Whole units, negative for a debit.' }),
  requestedAmount: amount.nullable().meta({ description: 'What was asked, where less was done.' }),
  ...{ balance: amount, held: amount },
  loyaltyTransactionId: z.string(),
  loyaltyRuleId: z.string().nullable(),
  claimId: z.string().nullable(),
  description: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
  hash: z.string().meta({ description: 'Chains the entry to the one before it.' }),
  createdAt: instant,
})

const either =
  '`id` is that of an account, or of a user: then `loyaltyCurrencyId` says which account, or the default currency does.'

/** What the ledger itself says of an account: durable, and not a second late. */
export function statementRoutes({ engine: { statements } }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/loyalty/accounts/{id}/statement',
      operationId: 'getAccountStatement',
      summary: 'List all entries of an account, newest first',
      description: `${either} \`startingAfter\` is the \`seq\` of the last entry of the page before.`,
      tags: ['Ledger'],
      access: 'read',
      query: z.object({ ...of, ...paging, startingAfter: seq.optional() }),
      reply: pageOf(line),
      errors: ['not_found'],
      async run({ scope, params, query }) {
        const limit = Number(query.limit)
        const { startingAfter } = query
        const before = startingAfter === undefined ? undefined : Number(startingAfter)
        const named = { id: params.id, currency: query.loyaltyCurrencyId }
        const { account, entries } = await statements.statement(scope, named, { before, limit })
        const data = entries.slice(0, limit).map((entry) => lineReply(entry, account))
        return { data, hasNextPage: entries.length > limit }
      },
    }),
    route({
      method: 'get',
      path: '/api/loyalty/accounts/{id}/balance',
      operationId: 'getAccountBalance',
      summary: 'Get the balance of an account, now or as it was',
      description: `${either} As of the time \`at\`, or after the entry \`seq\`.`,
      tags: ['Ledger'],
      access: 'read',
      query: z.object({
        ...of,
        at: z.iso.datetime({ offset: true }).optional(),
        seq: seq.optional(),
      }),
      reply: z.object({ ...ids, ...state }),
      errors: ['not_found'],
      async run({ scope, params, query: { at, seq, loyaltyCurrencyId: currency } }) {
        if (at !== undefined && seq !== undefined) {
          throw refuseFields(fieldError('/seq', 'not_together', 'a balance is as of one point'))
        }
        const point = at !== undefined ? new Date(at) : seq === undefined ? undefined : Number(seq)
        const found = await statements.balance(scope, { id: params.id, currency }, point)
        return { ...idsOf(found.account), ...stateOf(found.balance, found.account) }
      },
    }),
    route({
      method: 'get',
      path: '/api/loyalty/accounts/{id}/forecast',
      operationId: 'getAccountForecast',
      summary: 'List what becomes available, and what expires, by itself',
      description: either,
      tags: ['Ledger'],
      access: 'read',
      query: z.object(of),
      reply: z.object({
        ...ids,
        pending: z.array(
          z.object({
            amount,
            ...{ availableAt: instant, loyaltyTransactionId: z.string(), entryId: z.string() },
          }),
        ),
        expiring: z.array(z.object({ amount, expiresAt: instant })),
      }),
      errors: ['not_found'],
      async run({ scope, params, query: { loyaltyCurrencyId: currency } }) {
        const found = await statements.forecast(scope, { id: params.id, currency })
        const { decimals } = found.account.currency
        return {
          ...idsOf(found.account),
          pending: found.pending.map(({ amount, availableAt, posting, entry }) => ({
            amount: wholeOf(amount, decimals),
            availableAt: availableAt.toISOString(),
            ...{ loyaltyTransactionId: posting, entryId: entry },
          })),
          expiring: found.expiring.map(({ amount, expiresAt }) => ({
            amount: wholeOf(amount, decimals),
            expiresAt: expiresAt.toISOString(),
          })),
        }
      },
    }),
    route({
      method: 'post',
      path: '/api/loyalty/accounts/{id}/close',
      operationId: 'closeAccount',
      summary: "Close a user's account",
      description: `${either} For good: after it nothing but open holds can end there.`,
      tags: ['Ledger'],
      access: 'write',
      body: z.object(of),
      reply: z.object({ ...ids, ...state, status: z.literal('closed') }),
      errors: ['not_found'],
      async run({ scope, params, body: { loyaltyCurrencyId: currency } }) {
        const { account, balance } = await statements.close(scope, { id: params.id, currency })
        return { ...idsOf(account), ...stateOf(balance, account), status: 'closed' as const }
      },
    }),
  ]
}

function idsOf({ id, currency, user }: NamedAccount) {
  return { loyaltyAccountId: id, loyaltyCurrencyId: currency._id, userId: user?._id ?? null }
}

function stateOf({ balance, held, available, seq }: Balance, { currency }: NamedAccount) {
  const whole = (minor: bigint) => wholeOf(minor, currency.decimals)
  return { balance: whole(balance), held: whole(held), available: whole(available), seq }
}

export function lineReply(
  entry: Entry,
  { currency }: Pick<NamedAccount, 'currency'>,
): z.input<typeof line> {
  const { id, seq, kind, amount, asked, balance, held, posting, rule, claim, hash, at } = entry
  const whole = (minor: bigint) => wholeOf(minor, currency.decimals)
  return {
    ...{ id, seq, kind, hash },
    amount: whole(amount),
    requestedAmount: asked === undefined ? null : whole(asked),
    balance: whole(balance),
    held: whole(held),
    loyaltyTransactionId: posting,
    loyaltyRuleId: rule ?? null,
    claimId: claim ?? null,
    description: entry.reason ?? null,
    metadata: { ...entry.labels },
    createdAt: at.toISOString(),
  }
}
