import { partsOfClaimId } from '../../domain/claim.ts'
import type { ClaimChange } from '../../store/claim-changes.ts'
import type { Store } from '../../store/index.ts'

/** A change, and whose it is. */
export interface PlacedChange extends ClaimChange {
  website: string
  rule: string
  user: string
}

export type ByOrg = ReadonlyMap<string, readonly PlacedChange[]>

const mostKnown = 50_000

/** Finds out whose changes are. What a claim is about is in its id, and a rule never changes hands. */
export function createPlaces(store: Pick<Store, 'rules'>) {
  const known = new Map<string, { org: string; website: string }>()

  /** In the order in which they came. What is of a rule that is not there is nobody's. */
  return async function byOrg(changes: readonly ClaimChange[]): Promise<ByOrg> {
    const parsed = changes.map((change) => ({ ...change, ...partsOfClaimId(change.claim) }))
    await learn(new Set(parsed.map(({ rule }) => rule)))
    const placed = new Map<string, PlacedChange[]>()
    for (const change of parsed) {
      const place = known.get(change.rule)
      if (!place) continue
      const ofOrg = placed.get(place.org) ?? []
      ofOrg.push({ ...change, website: place.website })
      placed.set(place.org, ofOrg)
    }
    return placed
  }

  async function learn(rules: ReadonlySet<string>): Promise<void> {
    const unknown = [...rules].filter((rule) => !known.has(rule))
    if (unknown.length === 0) return
    if (known.size + unknown.length > mostKnown) known.clear()
    const wanted = [...rules].filter((rule) => !known.has(rule))
    for (const { _id, org, website } of await store.rules.placesOf(wanted)) {
      known.set(_id, { org, website })
    }
  }
}
