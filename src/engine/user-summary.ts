import type { Listing } from '../ledger/listing.ts'
import type { Source, Sources } from '../ledger/listing/sources.ts'
import type { Ranked } from '../ledger/ranking/answers.ts'
import type { Ranking } from '../ledger/ranking/ranking.ts'
import type { Entry, Ledger } from '../ledger/types.ts'
import type { Store } from '../store/index.ts'
import type { RuleGroup } from '../store/groups.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { UserRecord } from '../store/users.ts'
import type { AccountOf, NamedAccount } from './account-of.ts'
import { notFound } from './scope.ts'
import type { Scope } from './scope.ts'

/** Where a user's points came from, and what happened last. */
export interface UserSummary {
  user: UserRecord
  account: NamedAccount
  /** They sum to the balance. */
  totals: Sources
  rules: ReadonlyMap<string, RuleRecord>
  groups: ReadonlyMap<string, RuleGroup>
  /** None without an account. */
  standing: (Pick<Ranked, 'rank'> & { of: number }) | undefined
  latest: readonly Entry[]
}

export interface SummariesOptions {
  store: Store
  ledger: Ledger
  listing: Pick<Listing, 'sources'>
  ranking: Pick<Ranking, 'rank'>
  accountOf: AccountOf
}

const mostLatest = 10

/** Sums up what a user was given and had taken, by what it was for. */
export function createUserSummaries({
  store,
  ledger,
  listing,
  ranking,
  accountOf,
}: SummariesOptions) {
  /** Of the default currency, or the named one. Throws `not_found`. */
  return async function summaryOf(
    scope: Scope,
    id: string,
    currency: string | undefined,
  ): Promise<UserSummary> {
    const account = await accountOf(scope, id, currency)
    if (!account.user) throw notFound('user')
    const [totals, standing, latest] = await Promise.all([
      listing.sources(account.id),
      ranking.rank(account.id),
      ledger.statement(account.id, { limit: mostLatest }),
    ])
    const names = await named(scope.org, totals.sources)
    return { user: account.user, account, totals, standing, latest, ...names }
  }

  async function named(org: string, sources: readonly Source[]) {
    const rules = sources.flatMap(({ rule }) => (rule === undefined ? [] : [rule]))
    const groups = sources.flatMap(({ group }) => (group === undefined ? [] : [group]))
    const [foundRules, foundGroups] = await Promise.all([
      store.rules.list(org, { _id: { $in: rules } }, undefined, rules.length || 1),
      store.groups.findMany(org, groups),
    ])
    return {
      rules: new Map(foundRules.map((rule) => [rule._id, rule])),
      groups: new Map(foundGroups.map((group) => [group._id, group])),
    }
  }
}

export type UserSummaries = ReturnType<typeof createUserSummaries>
