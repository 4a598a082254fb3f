import type { Finding, Findings, Page } from '../src/domain/claim.ts'
import { Failure, isRetried } from '../src/domain/failure.ts'
import type { Met, Verdict } from '../src/domain/verdict.ts'
import { ruleOfVersion } from '../src/engine/stored-rule.ts'
import { ruleTypeOf } from '../src/rules/catalog.ts'
import type { RuleType } from '../src/rules/catalog.ts'
import type { CaseFinding } from '../src/rules/define.ts'
import { termsOf } from '../src/rules/terms.ts'
import { admit } from './admit.ts'
import { loadCases } from './cases.ts'
import type { Subject } from './cases.ts'
import type { Dependencies } from './index.ts'
import { remember, sayWhy } from './remember.ts'
import { standingsOf } from './standings.ts'

/**
 * Asks the rule's type what is true of each user of a page, and gathers what `decide` needs beside it. Evidence is
 * written to the claims here, so that only small facts travel on. Retries are free: nothing is granted yet.
 */
export function createVerify(dependencies: Dependencies) {
  const { store, providers, now, sourceFailed } = dependencies

  return async function verify(page: Page): Promise<Findings> {
    const version = await store.rules.findVersion(page.org, page.rule, page.version)
    if (!version) throw new Failure('not_found', `rule ${page.rule} has no version ${page.version}`)
    const rule = ruleOfVersion(version)
    const type = ruleTypeOf(rule.type)
    const at = now()

    const subjects = await loadCases(dependencies, page, rule, type, at)
    const [found, standings, decimals] = await Promise.all([
      askOrSayWhy(type, subjects, page, at),
      standingsOf(store, page.org, subjects, rule),
      decimalsOf(page.org, rule.loyaltyCurrencyId),
    ])
    const admitted = await admit(store, page, rule, type, found)
    await remember(store, page, type, subjects, admitted, standings, at)

    const findings = subjects.map(({ claim: { _id: claim } }, index): Finding => {
      const finding =
        admitted[index] ?? new Failure('provider_changed', 'no finding for this claim')
      if (finding instanceof Failure) return { claim, failure: factOf(finding) }
      return { claim, verdict: slim(finding), standing: standings[index] ?? { multipliers: [] } }
    })
    return { terms: termsOf(rule, decimals), findings }
  }

  async function askOrSayWhy(
    type: RuleType,
    subjects: readonly Subject[],
    page: Page,
    at: Date,
  ): Promise<readonly CaseFinding[]> {
    try {
      const found = await ask(type, subjects, page)
      const failure = found.find((finding) => finding instanceof Failure)
      if (failure) sourceFailed?.(type.provider, failure)
      return found
    } catch (error) {
      const failure = await withFreshReading(error, page)
      if (failure instanceof Failure) sourceFailed?.(type.provider, failure)
      if (failure instanceof Failure && isRetried(failure.code))
        await sayWhy(store, page, failure, at)
      throw failure
    }
  }

  /** A page of one throws what can be retried, so that its waiting is the server's and in everybody's view. */
  async function ask(
    type: RuleType,
    subjects: readonly Subject[],
    page: Page,
  ): Promise<readonly CaseFinding[]> {
    const cases = subjects.flatMap(({ case: each }) => (each ? [each] : []))
    const found = [...(await type.examine(cases, providers))]
    const all = subjects.map(({ case: each, failure }) => {
      const finding = failure ?? (each ? found.shift() : undefined)
      return finding ?? new Failure('not_found', 'the user is gone')
    })
    const [only] = all
    if (page.claims.length === 1 && only instanceof Failure && isRetried(only.code)) throw only
    return all
  }

  /**
   * A block that is no longer canonical can never be read again: a sweep gives its point up, and the next one takes
   * another; a claim that stood at no point of a sweep's just asks again.
   */
  async function withFreshReading(error: unknown, { org, rule, sweep }: Page): Promise<unknown> {
    if (!(error instanceof Failure && error.code === 'reading_gone')) return error
    if (!sweep?.pin) return new Failure('provider_unavailable', error.message, { cause: error })
    await store.readings.forget(org, rule)
    return error
  }

  async function decimalsOf(org: string, currency: string | null): Promise<number> {
    if (!currency) return 0
    const found = await store.currencies.find(org, currency)
    if (!found) throw new Failure('rule_misconfigured', `the currency ${currency} is gone`)
    return found.decimals
  }
}

/** Evidence stays in the database; the workflow needs the amounts and the factors. */
function slim(verdict: Verdict): Verdict {
  if (verdict.kind === 'later') return verdict
  if (verdict.kind === 'unmet') return { ...verdict, evidence: {} }
  const { amount, since, message, factors } = verdict
  const small: Met = { kind: 'met', amount, evidence: {} }
  return {
    ...small,
    ...(since === undefined ? {} : { since }),
    ...(message ? { message } : {}),
    ...(factors?.length ? { factors } : {}),
  }
}

function factOf({ code, message, retryAfterSeconds }: Failure) {
  return { code, message: message.slice(0, 500), retryAfterSeconds }
}
