import type { AnyBulkWriteOperation } from 'mongoose'
import type { Outcome, Page, Settled } from '../src/domain/claim.ts'
import type { ClaimRecord } from '../src/store/claims.ts'
import type { Dependencies } from './index.ts'
import { grant } from './grant.ts'
import { recheck } from './recheck.ts'

/** What settling one claim comes to: its new state, and what the workflow should know. */
export interface Settlement {
  settled: Settled
  set?: Partial<ClaimRecord> | undefined
  unset?: readonly (keyof ClaimRecord)[] | undefined
  push?: { entries: readonly string[] } | undefined
}

/**
 * Makes the outcomes of a page true and turns its claims into receipts. Everything it writes is keyed by the claim,
 * so that settling twice changes nothing; it may be killed anywhere.
 */
export function createSettle(dependencies: Dependencies) {
  const { store, now, observe } = dependencies

  return async function settle(
    page: Page,
    outcomes: readonly Outcome[],
  ): Promise<readonly Settled[]> {
    const at = now()
    const claims = await inOrder(page)
    const settlements =
      page.purpose === 'reward'
        ? await grant(dependencies, page, claims, outcomes, at)
        : await recheck(dependencies, page, claims, outcomes, at)

    await write(page, claims, settlements)
    settlements.forEach(({ settled }, index) => {
      const ruleType = claims[index]?.ruleType
      if (ruleType) observe?.(ruleType, settled.status)
    })
    return settlements.map(({ settled }) => settled)
  }

  /** Undefined for a swept user of whom nothing was written down. */
  async function inOrder({ org, claims }: Page): Promise<readonly (ClaimRecord | undefined)[]> {
    const found = await store.claims.findMany(org, claims)
    const byId = new Map(found.map((claim) => [claim._id, claim]))
    return claims.map((id) => byId.get(id))
  }

  async function write(
    { org }: Page,
    claims: readonly (ClaimRecord | undefined)[],
    settlements: readonly Settlement[],
  ): Promise<void> {
    const operations = settlements.flatMap(({ set, unset, push }, index) => {
      const claim = claims[index]
      if (!claim || (!set && !unset)) return []
      const update = {
        ...(set ? { $set: set } : {}),
        ...(unset?.length ? { $unset: Object.fromEntries(unset.map((field) => [field, 1])) } : {}),
        ...(push?.entries.length ? { $addToSet: { entries: { $each: push.entries } } } : {}),
      }
      return [{ updateOne: { filter: { _id: claim._id, org }, update } }]
    })
    if (operations.length === 0) return
    await store.claims.model.collection.bulkWrite(operations as AnyBulkWriteOperation[] as never, {
      ordered: false,
    })
  }
}
