import type { AnyBulkWriteOperation } from 'mongoose'
import type { Outcome, Page, Settled } from '../src/domain/claim.ts'
import type { ClaimRecord } from '../src/store/claims.ts'
import type { Dependencies } from './index.ts'
import { announce } from './announce.ts'
import { grant } from './grant.ts'
import { recheck } from './recheck.ts'
import type { Settlement } from './settlement.ts'

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
    await announce(dependencies, claims, settlements, at)
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
    const operations = settlements.flatMap(({ set, unset, entries }, index) => {
      const claim = claims[index]
      if (!claim || (!set && !unset)) return []
      const update = {
        ...(set ? { $set: set } : {}),
        ...(unset?.length ? { $unset: Object.fromEntries(unset.map((field) => [field, 1])) } : {}),
        ...(entries?.length ? { $addToSet: { entries: { $each: entries } } } : {}),
      }
      return [{ updateOne: { filter: { _id: claim._id, org }, update } }]
    })
    if (operations.length === 0) return
    await store.claims.model.collection.bulkWrite(operations as AnyBulkWriteOperation[] as never, {
      ordered: false,
    })
  }
}
