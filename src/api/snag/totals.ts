import { z } from 'zod'
import { wholeOf } from '../../domain/points.ts'
import type { TotalsReport } from '../../engine/totals.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, id, instant, listOf, oneOrMore } from '../schemas.ts'

const day = z.iso.date()

const report = z.object({
  asOf: instant.nullable().meta({
    description: 'Everything that was booked before is counted. Null if nothing is yet.',
  }),
  data: z.array(
    z.object({
      name: z.string().meta({ description: 'The id of the rule or group, the kind, or the day.' }),
      websiteId: z.string(),
      loyaltyCurrencyId: z.string(),
      transactions: z.int(),
      credited: z.string(),
      debited: z.string(),
      net: z.string(),
    }),
  ),
})

/** What a programme has given and taken. */
export function totalRoutes({ engine }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/loyalty/totals',
      operationId: 'listTotals',
      summary: 'Totals by rule, group, day or kind',
      description:
        'What users got and what was taken from them, per currency, in whole units; kept as it is booked, and at most a second late. ' +
        'A reversal is a kind of its own, and of its rule and group it is a debit on the day it was made.',
      tags: ['Ledger'],
      access: 'read',
      query: z.object({
        ...address,
        loyaltyCurrencyId: oneOrMore(id).optional(),
        by: z.enum(['rule', 'group', 'day', 'kind']),
        from: day.optional().meta({ description: 'A day of UTC. Inclusive.' }),
        until: day.optional().meta({ description: 'A day of UTC. Exclusive.' }),
      }),
      reply: report,
      async run({ scope, query: { by, from, until, loyaltyCurrencyId } }) {
        const currency = listOf(loyaltyCurrencyId)
        return reportReply(await engine.totals.find(scope, { by, from, until, currency }))
      },
    }),
  ]
}

function reportReply({ asOf, totals, decimals }: TotalsReport): z.input<typeof report> {
  return {
    asOf: asOf?.toISOString() ?? null,
    data: totals.map(({ website, currency, name, postings, credited, debited }) => {
      const whole = (amount: bigint) => wholeOf(amount, decimals.get(currency) ?? 0)
      return {
        ...{ name, websiteId: website, loyaltyCurrencyId: currency },
        transactions: Number(postings),
        ...{ credited: whole(credited), debited: whole(debited), net: whole(credited - debited) },
      }
    }),
  }
}
