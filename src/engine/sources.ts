import { healthOf, sourceIds, sourceNames } from '../domain/source.ts'
import type { SourceHealth, SourceId, SourceMinute } from '../domain/source.ts'
import { ruleTypes } from '../rules/catalog.ts'
import type { ClaimCount } from '../store/claim-counts.ts'
import type { Store } from '../store/index.ts'
import { websiteIdsIn } from './website-ids.ts'
import type { Scope } from './scope.ts'

export interface Source extends SourceHealth {
  id: SourceId
  name: string
  /** Minute by minute; none where it was not asked. */
  minutes: readonly SourceMinute[]
  /** The scope's claims that wait, with the reasons they give. */
  waiting: { claims: number; codes: Readonly<Record<string, number>>; oldestAt: Date | undefined }
  /** What is verified there. */
  ruleTypes: readonly string[]
}

const watchedMs = 30 * 60_000

/** How the outside platforms answer, and what waits for them. */
export function createSources({ store, now }: { store: Store; now: () => Date }) {
  async function list(scope: Scope): Promise<Source[]> {
    const websites = await websiteIdsIn(store, scope)
    const open = await openOf(scope.org, websites)
    return Promise.all(sourceIds.map((id) => sourceOf(id, scope.org, websites, open)))
  }

  async function openOf(org: string, websites: readonly string[]): Promise<ClaimCount[]> {
    const wanted = { org, websites, rules: 'all', grain: 'now' } as const
    const found = await store.claimCounts.find(wanted).toArray()
    return found.filter((count) => (count.waiting ?? 0) > 0 || (count.under_way ?? 0) > 0)
  }

  async function sourceOf(
    id: SourceId,
    org: string,
    websites: readonly string[],
    open: readonly ClaimCount[],
  ): Promise<Source> {
    const at = now()
    const minutes = await store.sourceMinutes.since(id, new Date(at.getTime() - watchedMs))
    const health = healthOf(minutes, at)
    const types = typesOf(id)
    const own = open.filter(({ ruleType }) => types.includes(ruleType))
    const claims = own.reduce((sum, { waiting = 0 }) => sum + waiting, 0)
    const oldest = claims > 0 ? await store.claims.oldestWaiting(org, websites, types) : null
    return {
      ...{ id, name: sourceNames[id], minutes, ruleTypes: types, ...health },
      answeredAt: health.answeredAt ?? (await store.sourceMinutes.lastAnswer(id)),
      waiting: {
        ...{ claims, codes: codesIn(own) },
        oldestAt: oldest?.acceptedAt,
      },
    }
  }

  return { list }
}

export type Sources = ReturnType<typeof createSources>

function typesOf(id: SourceId): string[] {
  return ruleTypes.filter(({ provider }) => provider === id).map(({ type }) => type)
}

function codesIn(counts: readonly ClaimCount[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { codes = {} } of counts) {
    for (const [code, claims] of Object.entries(codes)) {
      if (claims > 0) sums[code] = (sums[code] ?? 0) + claims
    }
  }
  return sums
}
