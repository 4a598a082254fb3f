import { isNothingLeft } from '../ledger/reversing.ts'
import type { Ledger } from '../ledger/types.ts'
import type { ClaimRecord } from '../store/claims.ts'
import type { Store } from '../store/index.ts'
import type { RuleRecord } from '../store/rules.ts'

const pageSize = 200
const reason = 'the rule was deleted'

/**
 * Takes back the points that a rule paid, as far as they are still there, and writes it on the receipts; how many
 * claims were undone. May be stopped anywhere and called again; a repeat counts what was undone before, too.
 */
export async function takeBack(
  { store, ledger, now }: { store: Store; ledger: Ledger; now: () => Date },
  { org, _id: rule, deletedAt }: RuleRecord,
  isRepeat = false,
): Promise<number> {
  let undone = 0
  for (let after: string | undefined; ;) {
    const page = await store.claims.page(org, rule, { status: 'rewarded' }, after, pageSize)
    const claims = await store.claims.findMany(
      org,
      page.map(({ _id }) => _id),
    )
    const done = await Promise.all(claims.map((claim) => undo({ store, ledger }, claim, now())))
    undone += done.filter(Boolean).length
    after = page.at(-1)?._id
    if (page.length < pageSize) break
  }
  if (!isRepeat) return undone
  const since = { revokedAt: { $gte: deletedAt ?? new Date(0) } }
  const filter = { org, rule, status: 'revoked', reason: 'rule_deleted', ...since } as const
  return store.claims.model.countDocuments(filter)
}

async function undo(
  { store, ledger }: { store: Store; ledger: Ledger },
  { org, _id, entries = [] }: ClaimRecord,
  at: Date,
): Promise<boolean> {
  const given = await givenBy(ledger, entries)
  if (given === undefined) return false

  const taken = await reverse(ledger, given)
  await store.claims.model.updateOne(
    { org, _id, status: 'rewarded' },
    {
      $set: { status: 'revoked', reason: 'rule_deleted', message: reason, revokedAt: at },
      $inc: { grants: 1 },
      ...(taken === undefined ? {} : { $addToSet: { entries: taken } }),
    },
  )
  return true
}

/** The last entry that paid for the claim; those before it were taken back already. */
async function givenBy(ledger: Ledger, ids: readonly string[]): Promise<string | undefined> {
  const entries = await Promise.all(ids.map((id) => ledger.findEntry(id)))
  return entries.findLast((entry) => entry !== undefined && entry.kind !== 'reversal')?.id
}

/** The id of the entry that takes it back; none if all of it was spent, or taken back before. */
async function reverse(ledger: Ledger, entry: string): Promise<string | undefined> {
  try {
    const { entries } = await ledger.reverse({ entry, mayCut: true, reason })
    return entries[0]?.id
  } catch (error) {
    if (isNothingLeft(error)) return undefined
    throw error
  }
}
