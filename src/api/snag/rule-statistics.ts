import { z } from 'zod'
import { wholeOf } from '../../domain/points.ts'
import type { RuleStatistics } from '../../engine/rule-statistics.ts'
import { instant } from '../schemas.ts'
import { claims, claimsReply } from './overview.ts'

/** What a rule's claims of the last 24 hours came to. */
export const ruleStatistics = z
  .object({
    from: instant,
    asOf: instant.nullable().meta({ description: 'Everything that changed before is counted.' }),
    claims,
    series: z
      .array(z.int())
      .meta({ description: 'Claims made in each hour, oldest first; the last hour is not over.' }),
    metRate: z.number().nullable().meta({
      description: 'Of the claims that were settled or not met, how many were settled: 0 to 1.',
    }),
    points: z.array(z.object({ loyaltyCurrencyId: z.string(), amount: z.string() })),
  })
  .meta({ description: 'Claims made in the last 24 hours, as they stand now.' })

export function ruleStatisticsReply(found: RuleStatistics): z.input<typeof ruleStatistics> {
  const { from, asOf, hours, total, decimals } = found
  const counts = claimsReply(total)
  const judged = counts.settled + counts.notMet
  return {
    ...{ from: from.toISOString(), asOf: asOf?.toISOString() ?? null, claims: counts },
    series: hours.map((hour) => Object.values(hour.claims).reduce((sum, many) => sum + many, 0)),
    metRate: judged === 0 ? null : counts.settled / judged,
    points: [...total.points].map(([currency, amount]) => ({
      loyaltyCurrencyId: currency,
      amount: wholeOf(amount, decimals.get(currency) ?? 0),
    })),
  }
}
