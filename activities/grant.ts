import type { Outcome, Page } from '../src/domain/claim.ts'
import { Failure, isRetried } from '../src/domain/failure.ts'
import { ruleOfVersion } from '../src/engine/stored-rule.ts'
import type { Posted } from '../src/ledger/types.ts'
import type { CommonRule } from '../src/rules/fields.ts'
import type { ClaimRecord } from '../src/store/claims.ts'
import { give } from './give.ts'
import type { Dependencies } from './index.ts'
import { postingsOf } from './postings.ts'
import type { Due } from './postings.ts'
import { refused, rewarded, withoutReward } from './settlement.ts'
import type { Settlement } from './settlement.ts'

/** What came of paying one claim: its posting, nothing if it is not paid in points, or a refusal. */
type Result = Posted | undefined | Failure

/** Pays what is due: proofs are taken first, then points, multipliers and badges are given, each once. */
export async function grant(
  dependencies: Dependencies,
  page: Page,
  claims: readonly (ClaimRecord | undefined)[],
  outcomes: readonly Outcome[],
  at: Date,
): Promise<readonly Settlement[]> {
  const settlements = outcomes.map((outcome, index) =>
    withoutReward(page.claims[index] ?? '', claims[index], outcome, at),
  )
  const due = dueOf(claims, outcomes)
  if (due.length === 0) return settlements

  const rule = await ruleOfPage(dependencies, page)
  const taken = await takeProofs(dependencies, page, due, at)
  const paid = await pay(
    dependencies,
    rule,
    due.filter((_each, position) => !taken[position]),
    at,
  )
  due.forEach((each, position) => {
    const result = taken[position] ?? paid.get(each.index)
    settlements[each.index] =
      result instanceof Failure ? refused(each, result, at) : rewarded(each, result, at)
  })
  return settlements
}

function dueOf(
  claims: readonly (ClaimRecord | undefined)[],
  outcomes: readonly Outcome[],
): readonly Due[] {
  return outcomes.flatMap((outcome, index) => {
    const claim = claims[index]
    return outcome.status === 'rewarded' && claim ? [{ index, claim, outcome }] : []
  })
}

async function ruleOfPage(
  { store }: Dependencies,
  { org, rule, version }: Page,
): Promise<CommonRule> {
  const found = await store.rules.findVersion(org, rule, version)
  if (!found) throw new Failure('not_found', `rule ${rule} has no version ${version}`)
  return ruleOfVersion(found)
}

/** Takes the proofs of all claims; a refusal for each whose proof somebody else holds. */
async function takeProofs(
  { store }: Dependencies,
  { org, rule }: Page,
  due: readonly Due[],
  at: Date,
): Promise<readonly (Failure | undefined)[]> {
  const wanted = due.flatMap(({ claim }) =>
    (claim.proofs ?? []).map((proof) => ({
      org,
      rule,
      proof,
      claim: claim._id,
      user: claim.user,
      at,
    })),
  )
  const taken = new Set((await store.proofs.take(wanted)).map(({ proof }) => proof))
  return due.map(({ claim }) =>
    (claim.proofs ?? []).some((proof) => taken.has(proof))
      ? new Failure('evidence_taken', 'somebody else was rewarded for this already')
      : undefined,
  )
}

async function pay(
  dependencies: Dependencies,
  rule: CommonRule,
  due: readonly Due[],
  at: Date,
): Promise<Map<number, Result>> {
  const results = await post(dependencies, rule, due, at)
  for (const each of due) {
    const { claim, index } = each
    if (results.get(index) instanceof Failure)
      await dependencies.store.proofs.release(claim.org, claim._id)
    else await give(dependencies.store, rule, each, at)
  }
  return results
}

async function post(
  { ledger, store }: Dependencies,
  rule: CommonRule,
  due: readonly Due[],
  at: Date,
): Promise<Map<number, Result>> {
  const postings = await postingsOf(store, rule, due, at)
  const posted = await ledger.postAll(postings.map(({ posting }) => posting))
  const results = new Map<number, Result>()
  postings.forEach(({ index }, position) => {
    const result = posted[position]
    // An outage is nobody's refusal: the settling is done again, and finds what it has already written.
    if (result instanceof Failure && isRetried(result.code)) throw result
    results.set(index, result)
  })
  return results
}
