import { z } from 'zod'
import { wholeOf } from '../../domain/points.ts'
import { ruleOf } from '../../engine/stored-rule.ts'
import type { UserSummary } from '../../engine/user-summary.ts'
import type { Source } from '../../ledger/listing/sources.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, id, instant } from '../schemas.ts'
import { line, lineReply } from './statements.ts'
import { userName, userNameOf } from './user-standings.ts'

const whole = z.string().meta({ description: 'Whole units, a decimal number.' })

/** What all entries of one kind, rule and group have moved. */
export const source = z.object({
  kind: z.string().meta({
    description:
      '`claim`: a rule paid it. `transaction`: given or taken by hand or by an API call. `reward`, `withdrawal`: of claimr. `reversal`: undone.',
  }),
  rule: z.object({ id: z.string(), name: z.string(), type: z.string() }).nullable(),
  group: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
  entries: z.int(),
  amount: whole.meta({ description: 'Negative where more was taken than given.' }),
  ...{ credited: whole, debited: whole, lastAt: instant },
})

export const userSummary = z.object({
  user: userName,
  websiteId: z.string(),
  currency: z.object({
    ...{ id: z.string(), name: z.string(), symbol: z.string(), decimals: z.int() },
  }),
  loyaltyAccountId: z.string(),
  ...{ balance: whole, held: whole, available: whole },
  seq: z.int().meta({ description: 'The number of entries that all of this is as of.' }),
  rank: z.int().nullable(),
  of: z.int().nullable(),
  sources: z.array(source).meta({ description: 'Their amounts sum to the balance.' }),
  latest: z.array(line),
})

/** What a user was given and had taken, by what it was for. */
export function userSummaryRoutes({ engine }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/users/{id}/summary',
      operationId: 'getUserSummary',
      summary: "Sum up a user's points by source",
      tags: ['Users'],
      access: 'read',
      query: z.object({ ...address, loyaltyCurrencyId: id.optional() }),
      reply: userSummary,
      errors: ['not_found'],
      run: async ({ scope, params, query }) =>
        summaryReply(await engine.userSummaries(scope, params.id, query.loyaltyCurrencyId)),
    }),
  ]
}

function summaryReply(found: UserSummary): z.input<typeof userSummary> {
  const { user, account, totals, standing, latest } = found
  const { _id, name, symbol, decimals } = account.currency
  const wholeOfIt = (minor: bigint) => wholeOf(minor, decimals)
  return {
    user: userNameOf(user),
    websiteId: user.website,
    currency: { id: _id, name, symbol, decimals },
    loyaltyAccountId: account.id,
    balance: wholeOfIt(totals.balance),
    held: wholeOfIt(totals.held),
    available: wholeOfIt(totals.available),
    seq: totals.seq,
    rank: standing?.rank ?? null,
    of: standing?.of ?? null,
    sources: totals.sources.toSorted(bySize).map((each) => sourceReply(each, found)),
    latest: latest.map((entry) => lineReply(entry, account)),
  }
}

function bySize(a: Source, b: Source): number {
  const difference = b.credited - b.debited - (a.credited - a.debited)
  return difference === 0n ? 0 : difference > 0n ? 1 : -1
}

function sourceReply(
  { kind, rule, group, entries, credited, debited, lastAt }: Source,
  { rules, groups, account }: UserSummary,
): z.input<typeof source> {
  const wholeOfIt = (minor: bigint) => wholeOf(minor, account.currency.decimals)
  const found = rule === undefined ? undefined : rules.get(rule)
  return {
    ...{ kind, entries, lastAt: lastAt.toISOString() },
    rule:
      rule === undefined
        ? null
        : { id: rule, name: found ? ruleOf(found).name : rule, type: found?.type ?? '' },
    group: group === undefined ? null : { id: group, name: groups.get(group)?.name ?? null },
    amount: wholeOfIt(credited - debited),
    ...{ credited: wholeOfIt(credited), debited: wholeOfIt(debited) },
  }
}
