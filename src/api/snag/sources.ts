import { z } from 'zod'
import { sourceIds, sourceStates } from '../../domain/source.ts'
import type { Source } from '../../engine/sources.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address, instant } from '../schemas.ts'

/** How an outside platform answers, and what waits for it. */
export const source = z.object({
  id: z.enum(sourceIds),
  name: z.string(),
  state: z.enum([...sourceStates, 'unavailable']).meta({
    description:
      'Over the last 30 minutes. `partly`: some calls fail and some do not; `not_known`: nobody asked; `unavailable`: it cannot be asked here.',
  }),
  unavailable: z.string().nullable().meta({ description: 'Why it cannot be asked here.' }),
  limitedUntil: instant.nullable().meta({ description: 'It allows no more calls until then.' }),
  answeredAt: instant.nullable(),
  failedAt: instant.nullable(),
  calls: z.int(),
  failed: z.int().meta({ description: 'Calls that brought no answer, or 5xx.' }),
  p95Ms: z.int().nullable().meta({ description: '95 of 100 calls took no longer; rounded up.' }),
  minutes: z
    .array(z.object({ at: instant, calls: z.int(), failed: z.int(), limited: z.int() }))
    .meta({ description: 'Oldest first; minutes in which nobody asked are left out.' }),
  waiting: z.object({
    claims: z.int(),
    codes: z.record(z.string(), z.int()).meta({ description: 'How many for each reason.' }),
    oldestAt: instant.nullable(),
  }),
})

/** Where facts come from. */
export function sourceRoutes({ engine, config: { unavailable } }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/sources',
      operationId: 'listSources',
      summary: 'How outside platforms answer, and what waits for them',
      description:
        'Health is of the deployment, written down every few seconds by whoever calls; claims are the key’s. A platform that nobody asked is `not_known`, which is no zero.',
      tags: ['System'],
      access: 'read',
      query: z.object(address),
      reply: z.object({ data: z.array(source) }),
      run: async ({ scope }) => ({
        data: (await engine.sources.list(scope)).map((each) => sourceReply(each, unavailable)),
      }),
    }),
  ]
}

export function sourceReply(
  found: Source,
  unavailable: Readonly<Record<string, string>>,
): z.input<typeof source> {
  const { id, name, state, calls, failed, p95Ms, minutes, waiting } = found
  const why = unavailable[id] ?? null
  return {
    ...{ id, name, calls, failed, unavailable: why },
    state: why === null ? state : 'unavailable',
    limitedUntil: found.limitedUntil?.toISOString() ?? null,
    answeredAt: found.answeredAt?.toISOString() ?? null,
    failedAt: found.failedAt?.toISOString() ?? null,
    p95Ms: p95Ms ?? null,
    minutes: minutes
      .toReversed()
      .map(({ at, ...many }) => ({ at: at.toISOString(), ...numbersOf(many) })),
    waiting: {
      ...{ claims: waiting.claims, codes: { ...waiting.codes } },
      oldestAt: waiting.oldestAt?.toISOString() ?? null,
    },
  }
}

function numbersOf({ calls, failed, limited }: Record<'calls' | 'failed' | 'limited', number>) {
  return { calls, failed, limited }
}
