import type { Outcome, Page } from '../src/domain/claim.ts'
import { isNothingLeft } from '../src/ledger/reversing.ts'
import type { ClaimRecord } from '../src/store/claims.ts'
import type { Dependencies } from './index.ts'
import { grantKeyOf } from './postings.ts'
import type { Settlement } from './settlement.ts'

/**
 * Looks at rewards that were given. One that ceased to be true becomes a suspect; only a second look that finds the
 * same takes it back. What could not be found out changes nothing.
 */
export async function recheck(
  dependencies: Dependencies,
  page: Page,
  claims: readonly (ClaimRecord | undefined)[],
  outcomes: readonly Outcome[],
  at: Date,
): Promise<readonly Settlement[]> {
  return Promise.all(
    outcomes.map(async (outcome, index): Promise<Settlement> => {
      const claim = claims[index]
      const id = page.claims[index] ?? ''
      if (!claim || claim.status !== 'rewarded') return { settled: { claim: id, status: 'kept' } }
      if (outcome.status === 'failed' || outcome.status === 'waiting') {
        return { settled: { claim: id, status: 'kept', reason: reasonOf(outcome) } }
      }
      if (outcome.status !== 'unmet') {
        return {
          settled: { claim: id, status: 'kept' },
          set: { lastSeenAt: at },
          unset: ['suspect'],
        }
      }
      return page.purpose === 'confirm' && claim.suspect
        ? revoke(dependencies, claim, outcome, at)
        : suspected(claim, outcome.reason, at)
    }),
  )
}

function suspected(claim: ClaimRecord, reason: string, at: Date): Settlement {
  return {
    settled: { claim: claim._id, status: 'suspect', reason },
    set: { suspect: claim.suspect ?? { at, reason } },
  }
}

/** Takes back what was given, as far as it is still there; the grant's number makes sure that it happens once. */
async function revoke(
  { ledger, store }: Dependencies,
  claim: ClaimRecord,
  { reason, message }: { reason: string; message: string },
  at: Date,
): Promise<Settlement> {
  const { org, user, _id } = claim
  const given = await ledger.findPosting(grantKeyOf(claim))
  const [entry] = given?.entries ?? []
  const taken = entry && (await takeBack(ledger, entry.id, reason))

  await store.multipliers.takeBack(org, grantKeyOf(claim), at)
  await store.badges.deactivate(org, _id, user, at)
  await store.proofs.release(org, _id)
  return {
    settled: { claim: _id, status: 'revoked', reason },
    set: { status: 'revoked', reason, message, revokedAt: at, grants: claim.grants + 1 },
    unset: ['suspect'],
    entries: taken ? taken.entries.slice(0, 1).map(({ id }) => id) : [],
  }
}

async function takeBack(ledger: Dependencies['ledger'], entry: string, reason: string) {
  try {
    return await ledger.reverse({ entry, mayCut: true, reason })
  } catch (error) {
    // There is nothing to take back, and the receipt says so by having no entry for it.
    if (isNothingLeft(error)) return undefined
    throw error
  }
}

function reasonOf(outcome: Extract<Outcome, { status: 'failed' | 'waiting' }>): string {
  return outcome.status === 'failed' ? outcome.code : outcome.reason
}
