import { isOpenInterval } from '../domain/window.ts'
import { ruleTypeOf } from '../rules/catalog.ts'
import type { Trust } from '../domain/verdict.ts'
import type { CommonRule } from '../rules/fields.ts'
import type { Store } from '../store/index.ts'
import type { RuleRecord } from '../store/rules.ts'
import { listRules } from './rule-list.ts'
import type { Scope } from './scope.ts'
import { ruleOf } from './stored-rule.ts'
import type { Users } from './users.ts'
import type { ExplainWhyNot, WhyNot } from './why-not.ts'

/** How a user stands with one rule, and the sentence to tell them. */
export interface RuleWhyNot extends WhyNot {
  record: RuleRecord
  rule: CommonRule
  trust: Trust
  /** `later`: it is being verified, waits, or has not started. */
  state: 'got' | 'not_yet' | 'later'
  sentence: string
}

export interface UserWhyNotOptions {
  store: Store
  users: Users
  whyNot: ExplainWhyNot
  now: () => Date
}

/** Says of each rule of the user's website how they stand with it, in the order the rules were made. */
export function createUserWhyNot({ store, users, whyNot, now }: UserWhyNotOptions) {
  /** A page, with one more if there are more. Throws `not_found`. */
  return async function userWhyNot(
    scope: Scope,
    id: string,
    page: { after: string | undefined; limit: number },
  ): Promise<RuleWhyNot[]> {
    const user = await users.find(scope, { userId: id })
    const place = { org: user.org, website: user.website }
    const records = await listRules(store, place, {}, page, now())
    return Promise.all(
      records.map(async (record) => {
        const [found, rule] = [await whyNot(record, user), ruleOf(record)]
        const state = stateOf(found, rule, now())
        const { trust } = ruleTypeOf(record.type)
        return { ...found, record, rule, trust, state, sentence: sentenceOf(found, state) }
      }),
    )
  }
}

export type UserWhyNot = ReturnType<typeof createUserWhyNot>

function stateOf(
  { gates, lastAttempt }: WhyNot,
  { interval, startTime }: CommonRule,
  at: Date,
): RuleWhyNot['state'] {
  const codes = gates.map(({ code }) => code)
  if (codes.includes('interval_spent')) return 'got'
  if (lastAttempt?.status === 'rewarded' && isOpenInterval(interval)) return 'got'
  const isUnderWay = lastAttempt?.status === 'accepted' || lastAttempt?.status === 'processing'
  return isUnderWay || at < new Date(startTime) ? 'later' : 'not_yet'
}

function sentenceOf({ gates, lastAttempt }: WhyNot, state: RuleWhyNot['state']): string {
  if (state === 'got') return gotAt(lastAttempt?.settledAt)
  const closed = gates.find(({ isOpen }) => !isOpen)
  return closed?.message ?? 'Nothing is in the way: it was not claimed yet.'
}

function gotAt(at: Date | undefined): string {
  return at ? `The reward was given on ${at.toISOString().slice(0, 10)}.` : 'The reward was given.'
}
