import type { AnyBulkWriteOperation } from 'mongoose'
import type { Page, Standing } from '../src/domain/claim.ts'
import { Failure } from '../src/domain/failure.ts'
import type { Pin } from '../src/domain/pin.ts'
import type { Verdict } from '../src/domain/verdict.ts'
import type { RuleType } from '../src/rules/catalog.ts'
import type { CaseFinding } from '../src/rules/define.ts'
import type { ClaimRecord } from '../src/store/claims.ts'
import type { Store } from '../src/store/index.ts'
import type { Subject } from './cases.ts'

/** Writes what was seen to the claims, for the receipt. */
export async function remember(
  store: Store,
  { workflow }: Page,
  type: RuleType,
  subjects: readonly Subject[],
  findings: readonly CaseFinding[],
  standings: readonly Standing[],
  at: Date,
): Promise<void> {
  const fresh: ClaimRecord[] = []
  const updates: AnyBulkWriteOperation<ClaimRecord>[] = []
  subjects.forEach(({ claim, isNew, case: each }, index) => {
    const [finding, standing] = [findings[index], standings[index]]
    if (!finding || finding instanceof Failure) return
    const seen = {
      ...seenOf(finding, standing, type, at, each?.pin),
      ...(workflow ? { workflow } : {}),
    }
    if (!isNew) updates.push(updateOf(claim, seen))
    // A sweep meets everybody; only those who did it are worth a document.
    else if (finding.kind === 'met') fresh.push({ ...claim, ...seen })
  })
  await Promise.all([
    fresh.length > 0 && store.claims.insertMany(fresh),
    updates.length > 0 &&
      store.claims.model.collection.bulkWrite(updates as never, { ordered: false }),
  ])
}

/** A claim that waits says why, wherever one looks. */
export async function sayWhy(
  store: Store,
  { org, claims }: Page,
  { code, message, retryAfterSeconds }: Failure,
  at: Date,
): Promise<void> {
  const until = retryAfterSeconds && new Date(at.getTime() + retryAfterSeconds * 1000)
  await store.claims.model.updateMany(
    { org, _id: { $in: [...claims] }, status: { $in: ['accepted', 'processing'] } },
    { $set: { waiting: { code, message, since: at, ...(until ? { until } : {}) } } },
  )
}

function seenOf(
  finding: Verdict,
  standing: Standing | undefined,
  type: RuleType,
  at: Date,
  pin: Pin | undefined,
): Partial<ClaimRecord> {
  const seen = { verifiedAt: at, ...(standing ? { standing } : {}), ...(pin ? { pin } : {}) }
  if (finding.kind === 'later') return seen
  if (finding.kind === 'unmet') return { ...seen, evidence: finding.evidence }
  const { amount, evidence, proofs = [], trust = type.trust } = finding
  return { ...seen, evidence, measured: amount, trust, proofs: [...proofs] }
}

function updateOf(
  { _id, org, status }: ClaimRecord,
  seen: Partial<ClaimRecord>,
): AnyBulkWriteOperation<ClaimRecord> {
  // Without a workflow it stays as it is, so that somebody picks it up if we die now.
  const isCarried = status === 'accepted' && seen.workflow !== undefined
  const carried = isCarried ? { status: 'processing' as const } : {}
  return {
    updateOne: {
      filter: { _id, org },
      update: { $set: { ...seen, ...carried }, $unset: { waiting: 1 } },
    },
  }
}
