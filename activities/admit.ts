import { partsOfClaimId } from '../src/domain/claim.ts'
import type { Page } from '../src/domain/claim.ts'
import { Failure } from '../src/domain/failure.ts'
import { isAtLeast, unmet } from '../src/domain/verdict.ts'
import type { Verdict } from '../src/domain/verdict.ts'
import type { RuleType } from '../src/rules/catalog.ts'
import type { CaseFinding } from '../src/rules/define.ts'
import type { CommonRule } from '../src/rules/fields.ts'
import type { Store } from '../src/store/index.ts'

/** Turns what was found, but may not pay, into "not met": a proof too weak for the rule, or spent by somebody else. */
export async function admit(
  store: Store,
  page: Page,
  rule: CommonRule,
  type: RuleType,
  found: readonly CaseFinding[],
): Promise<readonly CaseFinding[]> {
  const strong = found.map((finding) => strongEnough(finding, rule, type))
  const holders = await store.proofs.holders(page.org, rule.id, strong.flatMap(proofsOf))
  return strong.map((finding, index) => {
    const { user } = partsOfClaimId(page.claims[index] ?? '')
    const taken = proofsOf(finding).find((proof) => (holders.get(proof)?.user ?? user) !== user)
    return taken === undefined ? finding : takenBy(taken)
  })
}

function strongEnough(
  finding: CaseFinding,
  { minimumTrust }: CommonRule,
  type: RuleType,
): CaseFinding {
  if (!minimumTrust || finding instanceof Failure || finding.kind !== 'met') return finding
  const { trust = type.trust, evidence } = finding
  if (isAtLeast(trust, minimumTrust)) return finding
  const message = `the proof is ${trust}, the rule asks for ${minimumTrust}`
  return unmet('trust_too_low', message, evidence)
}

function proofsOf(finding: CaseFinding): readonly string[] {
  return finding instanceof Failure || finding.kind !== 'met' ? [] : (finding.proofs ?? [])
}

function takenBy(proof: string): Verdict {
  const account = /^\w+:account:(?<id>.+)$/.exec(proof)?.groups?.id
  const message =
    account === undefined
      ? 'somebody else was rewarded for this already'
      : `Quest already completed using the same social account (${account}), with the different user.`
  return unmet('evidence_taken', message, { proof })
}
