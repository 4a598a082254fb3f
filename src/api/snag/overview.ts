import { z } from 'zod'
import { ranges } from '../../domain/range.ts'
import { wholeOf } from '../../domain/points.ts'
import type { Attention, LeadsTo } from '../../engine/attention.ts'
import type { Overview } from '../../engine/overview.ts'
import type { Counts } from '../../engine/overview-counts.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, instant } from '../schemas.ts'
import { source, sourceReply } from './sources.ts'

const leadsTo = z
  .discriminatedUnion('to', [
    z.object({
      to: z.literal('claims'),
      outcome: z.enum(['waiting', 'stuck']).nullable(),
      source: z.string().nullable(),
      from: instant.nullable(),
    }),
    z.object({ to: z.literal('rule'), id: z.string() }),
    z.object({ to: z.literal('rules'), is: z.literal('idle') }),
  ])
  .meta({ description: 'Where to look at it.' })

/** Something that somebody should know of. */
export const attention = z.object({
  code: z.string(),
  level: z.enum(['bad', 'wait']),
  title: z.string(),
  text: z.string().meta({ description: 'How much, since when, and whether anybody must act.' }),
  count: z.int().nullable(),
  until: instant.nullable(),
  mustAct: z.boolean(),
  leadsTo: leadsTo.nullable(),
})

/** How many claims stand how. */
export const claims = z.object({
  settled: z.int(),
  notMet: z.int(),
  waiting: z.int(),
  underWay: z.int(),
  failed: z.int(),
  revoked: z.int(),
})

const pointsOfCurrency = z.object({
  loyaltyCurrencyId: z.string(),
  symbol: z.string(),
  amount: z.string().meta({ description: 'Whole units, a decimal number.' }),
})

const totals = z.object({ claims, points: z.array(pointsOfCurrency), medianMs: z.int().nullable() })

export const overview = z.object({
  range: z.enum(ranges),
  from: instant,
  until: instant,
  asOf: instant.nullable().meta({
    description: 'Everything that changed before is counted. Null if nothing is counted yet.',
  }),
  attention: z.array(attention),
  totals: totals.meta({
    description:
      'Claims made in the range, as they stand now, and the points they were paid. `medianMs` is of the newest 200.',
  }),
  before: totals.extend({ from: instant, until: instant }).meta({
    description: 'The same of the time before, for as long as the range has lasted until now.',
  }),
  open: z
    .object({ waiting: z.int(), underWay: z.int(), oldestAt: instant.nullable() })
    .meta({ description: 'Claims that are not over, whenever they were made.' }),
  series: z.array(claims.extend({ from: instant, until: instant })),
  pointsByRule: z.array(
    z
      .object({ rule: z.object({ id: z.string(), name: z.string() }) })
      .extend(pointsOfCurrency.shape),
  ),
  sources: z.array(source),
})

/** What goes on in a programme. */
export function overviewRoutes({ engine, config: { unavailable } }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/overview',
      operationId: 'getOverview',
      summary: 'What goes on: what needs a person, claims by outcome, points by rule, sources',
      description:
        'Read from counts that are kept as claims change, about a second behind; `asOf` says how far. Columns begin at full minutes or hours of UTC.',
      tags: ['System'],
      access: 'read',
      query: z.object({ ...address, range: z.enum(ranges).default('24h') }),
      reply: overview,
      async run({ scope, query: { range } }) {
        const found = await engine.overview.find(scope, range)
        return { range, ...overviewReply(found, unavailable) }
      },
    }),
  ]
}

function overviewReply(
  found: Overview,
  unavailable: Readonly<Record<string, string>>,
): Omit<z.input<typeof overview>, 'range'> {
  const { range, asOf, total, before, open, medianMs, columns, pointsByRule } = found
  return {
    ...{ from: range.from.toISOString(), until: range.until.toISOString() },
    asOf: asOf?.toISOString() ?? null,
    attention: found.attention.map(attentionReply),
    totals: { ...totalsOf(found, total), medianMs: medianMs.now ?? null },
    before: {
      ...{ ...totalsOf(found, before), medianMs: medianMs.before ?? null },
      from: range.before.from.toISOString(),
      until: range.before.until.toISOString(),
    },
    open: { ...open, oldestAt: open.oldestAt?.toISOString() ?? null },
    series: columns.map((column) => ({
      from: column.from.toISOString(),
      until: column.until.toISOString(),
      ...claimsReply(column),
    })),
    pointsByRule: pointsByRule.map(({ rule, name, currency, amount }) => ({
      rule: { id: rule, name },
      ...pointsReply(found, currency, amount),
    })),
    sources: found.sources.map((each) => sourceReply(each, unavailable)),
  }
}

function totalsOf(found: Overview, counts: Counts) {
  return {
    claims: claimsReply(counts),
    points: [...counts.points].map(([currency, amount]) => pointsReply(found, currency, amount)),
  }
}

export function claimsReply({ claims: many }: Counts): z.input<typeof claims> {
  const { settled, not_met: notMet, waiting, under_way: underWay, failed, revoked } = many
  return { settled, notMet, waiting, underWay, failed, revoked }
}

function pointsReply({ currencies }: Overview, id: string, amount: bigint) {
  const { decimals = 0, symbol = '' } = currencies.get(id) ?? {}
  return { loyaltyCurrencyId: id, symbol, amount: wholeOf(amount, decimals) }
}

function attentionReply({ count, until, leadsTo: leads, ...said }: Attention) {
  return {
    ...said,
    count: count ?? null,
    until: until?.toISOString() ?? null,
    leadsTo: leads ? leadsReply(leads) : null,
  }
}

function leadsReply(leads: LeadsTo): z.input<typeof leadsTo> {
  if (leads.to === 'rule') return { to: 'rule', id: leads.rule }
  if (leads.to === 'rules') return leads
  const { outcome = null, source: of = null, from } = leads
  return { to: 'claims', outcome, source: of, from: from?.toISOString() ?? null }
}
