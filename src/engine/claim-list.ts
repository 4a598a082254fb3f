import { Failure } from '../domain/failure.ts'
import type { ClaimStatus } from '../domain/claim.ts'
import { ruleTypes } from '../rules/catalog.ts'
import type { ClaimRecord } from '../store/claims.ts'
import type { Store } from '../store/index.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { UserRecord } from '../store/users.ts'
import type { Currencies } from './currencies.ts'
import { invalid, websiteFilter, within } from './scope.ts'
import type { Scope } from './scope.ts'

export interface ClaimFilter {
  rule?: string | undefined
  user?: string | undefined
  statuses?: readonly ClaimStatus[] | undefined
  /** The code of why it was not paid. */
  reason?: string | undefined
  /** The provider that is asked. */
  source?: string | undefined
  /** Only those that wait, of a source. */
  isWaiting?: true | undefined
  /** When it was made: from then on, and before then. */
  from?: Date | undefined
  until?: Date | undefined
}

/** A claim, and what it is about. */
export interface ListedClaim extends About {
  claim: ClaimRecord
}

export interface About {
  rule: RuleRecord | undefined
  user: UserRecord | undefined
  /** Of each currency it paid in. */
  decimals: ReadonlyMap<string, number>
}

type ClaimAbout = Pick<ClaimRecord, 'rule' | 'user' | 'rewards'>

export interface ClaimListOptions {
  store: Store
  currencies: Pick<Currencies, 'decimalsOf'>
}

/** Which of the filters an index serves together; with a user anything goes, since one user has few claims. */
const served: readonly (readonly (keyof typeof pointers)[])[] = [
  [],
  ['rule'],
  ['rule', 'statuses'],
  ['statuses'],
  ['reason'],
  ['source'],
  ['source', 'isWaiting'],
]

/** Claims, newest first, each page from an index. */
export function createClaimList({ store, currencies }: ClaimListOptions) {
  /**
   * A page, with one more if there are more; `after` is the id of the last one on the page before. Throws
   * `invalid_request` for filters that no index serves together, and `not_found` for another one's claim.
   */
  async function list(
    scope: Scope,
    filter: ClaimFilter,
    page: { after?: string | undefined; limit: number },
  ): Promise<ListedClaim[]> {
    const { after, limit } = page
    const claims = await store.claims.newest(await wantedBy(scope, filter), {
      limit,
      before: after === undefined ? undefined : await placeOf(scope, after),
    })
    const about = await aboutOf(scope.org, claims)
    return claims.map((claim) => ({ claim, ...about(claim) }))
  }

  /** Some of them, with nothing told of what they are about. */
  async function find(scope: Scope, filter: ClaimFilter, limit: number): Promise<ClaimRecord[]> {
    return store.claims.newest(await wantedBy(scope, filter), { limit })
  }

  async function wantedBy(scope: Scope, filter: ClaimFilter) {
    refuseUnserved(filter)
    const { rule, user, statuses, reason, source, isWaiting } = filter
    const place = rule === undefined && user === undefined ? await websitesOf(scope) : scope
    return {
      org: scope.org,
      ...websiteFilter(place),
      ...(rule === undefined ? {} : { rule }),
      ...(user === undefined ? {} : { user }),
      ...(statuses ? { status: { $in: [...statuses] } } : {}),
      ...(reason === undefined ? {} : { reason }),
      ...(source === undefined ? {} : { ruleType: { $in: typesOf(source) } }),
      ...(isWaiting ? { 'waiting.code': { $gt: '' } } : {}),
      ...madeWithin(filter),
    }
  }

  /** All lists of a website's claims begin with the website. */
  async function websitesOf({ org, website }: Scope): Promise<Scope> {
    if (website !== undefined) return { org, website }
    const [first, second] = await store.websites.ofOrg(org, 2)
    if (first && !second) return { org, website: first._id }
    throw invalid({ pointer: '/websiteId', code: 'required', message: 'is needed' })
  }

  async function placeOf(scope: Scope, id: string) {
    const found = await store.claims.find(scope.org, id)
    return within(scope, found, 'claim', '/startingAfter')
  }

  /** What claims are about: their rules, their users, and the decimals of what they paid. */
  async function aboutOf(
    org: string,
    claims: readonly ClaimAbout[],
  ): Promise<(claim: ClaimAbout) => About> {
    const ids = [...new Set(claims.map(({ rule }) => rule))]
    const paid = claims.flatMap(({ rewards = [] }) =>
      rewards.flatMap((reward) => (reward.type === 'points' ? [reward.currency] : [])),
    )
    const [rules, users, decimals] = await Promise.all([
      store.rules.list(org, { _id: { $in: ids } }, undefined, ids.length || 1),
      store.users.findMany(org, [...new Set(claims.map(({ user }) => user))]),
      currencies.decimalsOf(org, [...new Set(paid)]),
    ])
    const ruleById = new Map(rules.map((rule) => [rule._id, rule]))
    const userById = new Map(users.map((user) => [user._id, user]))
    return ({ rule, user }) => ({
      ...{ decimals, rule: ruleById.get(rule), user: userById.get(user) },
    })
  }

  return { list, find, aboutOf }
}

export type ClaimList = ReturnType<typeof createClaimList>

function typesOf(source: string): string[] {
  const types = ruleTypes.filter(({ provider }) => provider === source).map(({ type }) => type)
  if (types.length > 0) return types
  const message = `is none of ${[...new Set(ruleTypes.map(({ provider }) => provider))].join(', ')}`
  throw invalid({ pointer: '/source', code: 'unknown_source', message })
}

function madeWithin({ from, until }: ClaimFilter) {
  if (!from && !until) return {}
  return { acceptedAt: { ...(from ? { $gte: from } : {}), ...(until ? { $lt: until } : {}) } }
}

/** Of what a list is made; times narrow every list, since all are in their order. */
const pointers: Record<Exclude<keyof ClaimFilter, 'from' | 'until'>, string> = {
  ...{ rule: '/ruleId', user: '/userId', statuses: '/status' },
  ...{ reason: '/reason', source: '/source', isWaiting: '/isWaiting' },
}

function refuseUnserved(filter: ClaimFilter): void {
  const names = Object.keys(pointers) as (keyof typeof pointers)[]
  const given = names.filter((name) => filter[name] !== undefined)
  if (given.includes('user')) return
  const isServed = served.some(
    (all) => all.length === given.length && all.every((name) => given.includes(name)),
  )
  if (isServed) return
  const message = `cannot be combined so: name a user, or a rule with a status, or one of the others`
  throw new Failure('invalid_request', message, {
    errors: given.map((name) => ({ pointer: pointers[name], code: 'not_together', message })),
  })
}
