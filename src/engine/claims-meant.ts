import type { ClaimRecord } from '../store/claims.ts'
import type { Store } from '../store/index.ts'
import type { ClaimFilter, ClaimList } from './claim-list.ts'
import { isWithin } from './scope.ts'
import type { Scope } from './scope.ts'

/** Which claims are meant: these, or those that a filter finds. */
export interface ClaimsWanted extends ClaimFilter {
  ids?: readonly string[] | undefined
}

export interface ClaimsMeant {
  claims: ClaimRecord[]
  /** Whether the filter finds more than are done at once. */
  isMore: boolean
}

/** Why one of them is left alone. */
export interface Skipped {
  claim: string
  code: string
  message: string
}

export const mostAtOnce = 1_000

/** Finds what something is to be done with; of more than `mostAtOnce` the newest. */
export async function claimsMeant(
  { store, claimList }: { store: Pick<Store, 'claims'>; claimList: Pick<ClaimList, 'find'> },
  scope: Scope,
  { ids, ...filter }: ClaimsWanted,
): Promise<ClaimsMeant> {
  if (!ids) {
    const found = await claimList.find(scope, filter, mostAtOnce + 1)
    return { claims: found.slice(0, mostAtOnce), isMore: found.length > mostAtOnce }
  }
  const found = await store.claims.findMany(scope.org, ids)
  return { claims: found.filter((claim) => isWithin(scope, claim)), isMore: false }
}
