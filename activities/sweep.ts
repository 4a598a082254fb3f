import { claimIdOf } from '../src/domain/claim.ts'
import type { Page } from '../src/domain/claim.ts'
import type { Judgement, SweepPage, SweepPlan, SweepTarget } from '../src/domain/sweep.ts'
import { Failure } from '../src/domain/failure.ts'
import { planSweep } from '../src/engine/sweeps.ts'
import { ruleTypeOf } from '../src/rules/catalog.ts'
import type { UserRecord } from '../src/store/users.ts'
import type { Dependencies } from './index.ts'

/** So large that two reads of a chain serve at least 200 users each, and small enough for one call of a node. */
const pageSize = 500

/** What the sweep of a rule asks for: its plan, its pages, and how it ended. */
export function createSweep({ store, providers, now, secondLookSeconds }: Dependencies) {
  return {
    /** Undefined when there is nothing to sweep: the rule is gone, paused or not running. */
    async openSweep(target: SweepTarget): Promise<SweepPlan | undefined> {
      return planSweep({ store, providers, secondLookSeconds }, target, now())
    },

    /** The claims of the next users or rewards to judge, after a cursor; no cursor comes back with the last page. */
    async nextPage({ page, windowKey }: Judgement, cursor?: string): Promise<SweepPage> {
      return page.purpose === 'reward'
        ? usersPage(page, windowKey, cursor)
        : rewardsPage(page, cursor)
    },

    /** Marks a window as judged, so that it is not judged again. */
    async closeWindow({ page, windowKey }: Judgement): Promise<void> {
      await store.readings.put({
        org: page.org,
        rule: page.rule,
        windowKey,
        status: 'judged',
        pin: page.sweep?.pin,
        at: now(),
      })
    },
  }

  async function usersPage(page: Page, windowKey: string, cursor?: string): Promise<SweepPage> {
    const record = await store.rules.find(page.org, page.rule)
    if (!record) throw new Failure('not_found', `rule ${page.rule} is gone`)

    const users = await store.users.page(
      page.org,
      record.website,
      eligible(record.type),
      cursor,
      pageSize,
    )
    const claims = users.filter(isAllowed).map(({ _id }) => claimIdOf(page.rule, _id, windowKey))
    const rewarded = await store.claims.rewarded(page.org, claims)
    return {
      claims: claims.filter((claim) => !rewarded.has(claim)),
      cursor: users.length < pageSize ? undefined : users.at(-1)?._id,
    }
  }

  async function rewardsPage({ org, rule, purpose }: Page, cursor?: string): Promise<SweepPage> {
    const filter = {
      status: 'rewarded',
      ...(purpose === 'confirm' ? { 'suspect.at': { $exists: true } } : {}),
    }
    const found = await store.claims.page(org, rule, filter, cursor, pageSize)
    const claims = found.map(({ _id }) => _id)
    return { claims, cursor: claims.length < pageSize ? undefined : claims.at(-1) }
  }
}

/** Who can have done it at all: a sweep need not ask about people who lack what the rule type requires. */
function eligible(type: string): object {
  const { requires } = ruleTypeOf(type)
  if (!requires) return {}
  return requires === 'wallet'
    ? { 'wallets.0': { $exists: true } }
    : { 'accounts.platform': requires }
}

function isAllowed({ isBlocked }: UserRecord): boolean {
  return !isBlocked
}
