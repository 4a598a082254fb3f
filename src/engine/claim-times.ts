import type { RangeOfTime } from '../domain/range.ts'
import type { ClaimRecord } from '../store/claims.ts'
import type { Store } from '../store/index.ts'
import { countsOf } from './overview-counts.ts'
import type { Place } from './overview-counts.ts'

const mostLookedAt = 1_000
const tookOf = 200
const idleMs = 10 * 60_000

/** How long claims take, and which take too long; each from the ends of an index. */
export function createClaimTimes({
  store,
  now,
}: {
  store: Pick<Store, 'claimCounts' | 'claims'>
  now: () => Date
}) {
  /** Those that are not over, whenever they were made. */
  async function openOf({ org, websites }: Place) {
    const wanted = { org, websites, rules: 'all', grain: 'now' } as const
    const found = await store.claimCounts.find(wanted).toArray()
    const { claims } = countsOf(found)
    const [oldest] = await store.claims.openBefore(org, websites, now(), 1)
    return {
      ...{ waiting: claims.waiting, underWay: claims.under_way },
      oldestAt: oldest?.acceptedAt,
    }
  }

  /** Those that are not over, should be, and do not say why. */
  async function idleOf({ org, websites }: Place) {
    const since = new Date(now().getTime() - idleMs)
    const found = await store.claims.openBefore(org, websites, since, mostLookedAt + 1)
    const idle = found.filter(
      ({ waiting, notBefore }) => !waiting && (notBefore === undefined || notBefore < since),
    )
    const isMore = found.length > mostLookedAt
    return { claims: idle.length, isMore, oldestAt: idle[0]?.acceptedAt }
  }

  /** Of the newest ones of a range, and of those before it. */
  async function mediansOf({ org, websites }: Place, range: RangeOfTime) {
    const [recent, earlier] = await Promise.all([
      store.claims.newestPaid(org, websites, range, tookOf),
      store.claims.newestPaid(org, websites, range.before, tookOf),
    ])
    return { now: medianOf(recent.flatMap(tookMsOf)), before: medianOf(earlier.flatMap(tookMsOf)) }
  }

  return { openOf, idleOf, mediansOf }
}

export type ClaimTimes = ReturnType<typeof createClaimTimes>

/** From when it could be looked at. */
function tookMsOf({
  acceptedAt,
  notBefore = acceptedAt,
  settledAt,
}: Pick<ClaimRecord, 'acceptedAt' | 'notBefore' | 'settledAt'>): number[] {
  return settledAt ? [Math.max(0, settledAt.getTime() - notBefore.getTime())] : []
}

function medianOf(numbers: readonly number[]): number | undefined {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]
}
