import type { Logger } from 'pino'
import { Failure } from '../domain/failure.ts'
import type { Progress } from '../store/progress.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { Store } from '../store/index.ts'
import type { UserRecord } from '../store/users.ts'
import type { Claims } from './claims.ts'
import type { Keyed } from './keyed.ts'
import { invalid, notFound, websiteFilter } from './scope.ts'
import type { Scope } from './scope.ts'

export interface ProgressOptions {
  store: Store
  claims: Claims
  log: Logger
  now: () => Date
}

/** Exactly one of the two: where the user is, or how much further they came. */
export type ProgressReport = { to: number } | { by: number }

/** How far users have come with a rule, as the customer's own service reports it. */
export function createProgressReports({ store, claims, log, now }: ProgressOptions) {
  /**
   * Clamped to 100, or to the highest tier of a rule that counts. An automatic rule that is thereby complete is
   * claimed. Throws `invalid_request` for a rule that tracks no progress.
   */
  async function report(
    record: RuleRecord,
    user: UserRecord,
    progress: ProgressReport,
    keyed?: Keyed,
  ): Promise<Progress> {
    const span = spanOf(record)
    const { org, website, _id: rule } = record
    const moved = await store.progress.move({
      ...{ org, website, rule, user: user._id, ...progress },
      ...{ limit: span.end, at: now(), stamp: keyed?.stamp },
    })
    if (!moved) throw notFound('rule', '/loyaltyRuleId')
    const isAutomatic = record.definition.claimType === 'auto'
    if (isAutomatic && moved.progress >= span.needed) await claim(record, user)
    return moved
  }

  /** The progress is written down already, and sweeps look at it; what keeps a claim back now is no error of the report. */
  async function claim(record: RuleRecord, user: UserRecord): Promise<void> {
    try {
      await claims.complete(record, user, {})
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      log.info({ code: error.code, rule: record._id }, 'complete progress was not claimed now')
    }
  }

  async function list(
    scope: Scope,
    filter: { rules?: readonly string[] | undefined; users?: readonly string[] | undefined },
    { after, limit }: { after?: string | undefined; limit: number },
  ): Promise<Progress[]> {
    const conditions = {
      ...websiteFilter(scope),
      ...(filter.rules ? { rule: { $in: [...filter.rules] } } : {}),
      ...(filter.users ? { user: { $in: [...filter.users] } } : {}),
    }
    return store.progress.list(scope.org, conditions, after, limit)
  }

  return { report, list }
}

export type ProgressReports = ReturnType<typeof createProgressReports>

/** Where a rule's progress ends, and from where on it is complete: a counter is when it reaches the lowest tier. */
function spanOf({ definition }: RuleRecord): { needed: number; end: number } {
  if (definition.trackProgress !== true) {
    const message = 'the rule does not track progress'
    throw invalid({ pointer: '/loyaltyRuleId', code: 'no_progress', message })
  }
  if (definition.progressType !== 'counter') return { needed: 100, end: 100 }
  const { range = [] } = definition.metadata as {
    range?: { startRange: number | string; endRange: number | string }[]
  }
  return {
    needed: Math.min(...range.map(({ startRange }) => Number(startRange))),
    end: Math.max(...range.map(({ endRange }) => Number(endRange))),
  }
}
