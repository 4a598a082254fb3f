import type { AnyBulkWriteOperation } from 'mongoose'
import { partsOfClaimId } from '../src/domain/claim.ts'
import type { Finding, Findings, Page, Standing } from '../src/domain/claim.ts'
import { Failure, isRetried } from '../src/domain/failure.ts'
import type { Pin } from '../src/domain/pin.ts'
import { isAtLeast, unmet } from '../src/domain/verdict.ts'
import type { Met, Trust, Verdict } from '../src/domain/verdict.ts'
import { ruleOfVersion } from '../src/engine/stored-rule.ts'
import { ruleTypeOf } from '../src/rules/catalog.ts'
import type { RuleType } from '../src/rules/catalog.ts'
import type { CaseFinding } from '../src/rules/define.ts'
import type { CommonRule } from '../src/rules/fields.ts'
import { termsOf } from '../src/rules/terms.ts'
import type { ClaimRecord } from '../src/store/claims.ts'
import { loadCases } from './cases.ts'
import type { Subject } from './cases.ts'
import type { Dependencies } from './index.ts'
import { standingsOf } from './standings.ts'

/**
 * Asks the rule's type what is true of each user of a page, and gathers what `decide` needs beside it. Evidence is
 * written to the claims here, so that only small facts travel on. Retries are free: nothing is granted yet.
 */
export function createVerify(dependencies: Dependencies) {
  const { store, providers, now } = dependencies

  return async function verify(page: Page): Promise<Findings> {
    const version = await store.rules.findVersion(page.org, page.rule, page.version)
    if (!version) throw new Failure('not_found', `rule ${page.rule} has no version ${page.version}`)
    const rule = ruleOfVersion(version)
    const type = ruleTypeOf(rule.type)
    const at = now()

    const subjects = await loadCases(dependencies, page, rule, type, at)
    const [found, standings, decimals] = await Promise.all([
      examine(type, subjects, page, at),
      standingsOf(store, page.org, subjects, rule),
      decimalsOf(page.org, rule.loyaltyCurrencyId),
    ])
    const judged = await withoutTaken(page, rule, withEnoughTrust(rule, type, found))

    const findings = subjects.map(({ claim }, index): Finding => {
      const finding = judged[index] ?? new Failure('provider_changed', 'no finding for this claim')
      if (finding instanceof Failure) return { claim: claim._id, failure: factOf(finding) }
      return {
        claim: claim._id,
        verdict: slim(finding),
        standing: standings[index] ?? { multipliers: [] },
      }
    })
    await record(subjects, judged, findings, type, at)
    return { terms: termsOf(rule, decimals), findings }
  }

  /** A page of one throws what can be retried, so that its waiting is the server's and in everybody's view. */
  async function examine(
    type: RuleType,
    subjects: readonly Subject[],
    page: Page,
    at: Date,
  ): Promise<readonly CaseFinding[]> {
    const cases = subjects.flatMap(({ case: each }) => (each ? [each] : []))
    try {
      const found = [...(await type.examine(cases, providers))]
      const all = subjects.map(
        ({ case: each, failure }) =>
          failure ??
          (each ? found.shift() : undefined) ??
          new Failure('not_found', 'the user is gone'),
      )
      const [only] = all
      if (page.claims.length === 1 && only instanceof Failure && isRetried(only.code)) throw only
      return all
    } catch (error) {
      if (error instanceof Failure && isRetried(error.code)) await sayWhy(page, error, at)
      throw error
    }
  }

  /** A claim that waits says why, wherever one looks. */
  async function sayWhy(
    { org, claims }: Page,
    { code, message, retryAfterSeconds }: Failure,
    at: Date,
  ) {
    const until = retryAfterSeconds && new Date(at.getTime() + retryAfterSeconds * 1000)
    await store.claims.model.updateMany(
      { org, _id: { $in: [...claims] }, status: { $in: ['accepted', 'processing'] } },
      { $set: { waiting: { code, message, since: at, ...(until ? { until } : {}) } } },
    )
  }

  async function decimalsOf(org: string, currency: string | null): Promise<number> {
    if (!currency) return 0
    const found = await store.currencies.find(org, currency)
    if (!found) throw new Failure('rule_misconfigured', `the currency ${currency} is gone`)
    return found.decimals
  }

  /** What somebody else was paid for within this rule is spent. */
  async function withoutTaken(
    page: Page,
    rule: CommonRule,
    found: readonly CaseFinding[],
  ): Promise<readonly CaseFinding[]> {
    const proofs = found.flatMap((finding) => proofsOf(finding))
    const holders = await store.proofs.holders(page.org, rule.id, proofs)
    return found.map((finding, index) => {
      const user = partsOfClaimId(page.claims[index] ?? '').user
      const taken = proofsOf(finding).find((proof) => {
        const holder = holders.get(proof)
        return holder !== undefined && holder.user !== user
      })
      return taken === undefined ? finding : takenBy(taken)
    })
  }

  async function record(
    subjects: readonly Subject[],
    judged: readonly CaseFinding[],
    findings: readonly Finding[],
    type: RuleType,
    at: Date,
  ): Promise<void> {
    const fresh: ClaimRecord[] = []
    const updates: AnyBulkWriteOperation<ClaimRecord>[] = []
    subjects.forEach(({ claim, isNew, case: each }, index) => {
      const [finding, found] = [judged[index], findings[index]]
      if (!finding || finding instanceof Failure || !found || !('standing' in found)) return
      const seen = seenOf(finding, found.standing, type, at, each?.pin)
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
}

/** What a claim remembers of a verdict. */
function seenOf(
  finding: Verdict,
  standing: Standing,
  type: RuleType,
  at: Date,
  pin: Pin | undefined,
): Partial<ClaimRecord> {
  const seen = { verifiedAt: at, standing, ...(pin ? { pin } : {}) }
  if (finding.kind === 'later') return seen
  if (finding.kind === 'unmet') return { ...seen, evidence: finding.evidence }
  const { amount, evidence, proofs = [], trust = type.trust } = finding
  return { ...seen, evidence, measured: amount, trust, proofs: [...proofs] }
}

function updateOf(
  { _id, org }: ClaimRecord,
  seen: Partial<ClaimRecord>,
): AnyBulkWriteOperation<ClaimRecord> {
  return {
    updateOne: { filter: { _id, org }, update: { $set: seen, $unset: { waiting: 1 } } },
  }
}

function withEnoughTrust(
  { minimumTrust }: CommonRule,
  type: RuleType,
  found: readonly CaseFinding[],
): readonly CaseFinding[] {
  if (!minimumTrust) return found
  return found.map((finding) => {
    if (finding instanceof Failure || finding.kind !== 'met') return finding
    const trust: Trust = finding.trust ?? type.trust
    return isAtLeast(trust, minimumTrust)
      ? finding
      : unmet(
          'trust_too_low',
          `the proof is ${trust}, the rule asks for ${minimumTrust}`,
          finding.evidence,
        )
  })
}

function proofsOf(finding: CaseFinding): readonly string[] {
  return finding instanceof Failure || finding.kind !== 'met' ? [] : (finding.proofs ?? [])
}

function takenBy(proof: string): Verdict {
  const account = /^(?<platform>\w+):account:(?<id>.+)$/.exec(proof)?.groups
  return account
    ? unmet(
        'evidence_taken',
        `Quest already completed using the same social account (${account.id}), with the different user.`,
        { proof },
      )
    : unmet('evidence_taken', 'somebody else was rewarded for this already', { proof })
}

/** Evidence stays in the database; the workflow needs the amount and the factors. */
function slim(verdict: Verdict): Verdict {
  if (verdict.kind === 'later') return verdict
  if (verdict.kind === 'unmet') return { ...verdict, evidence: {} }
  const { amount, message, factors } = verdict
  const small: Met = { kind: 'met', amount, evidence: {} }
  return { ...small, ...(message ? { message } : {}), ...(factors?.length ? { factors } : {}) }
}

function factOf({ code, message, retryAfterSeconds }: Failure) {
  return { code, message: message.slice(0, 500), retryAfterSeconds }
}
