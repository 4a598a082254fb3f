import { claimIdOf } from '../domain/claim.ts'
import type { Records } from '../providers/index.ts'
import type { Store } from '../store/index.ts'

/** Our own records, asked like any other source. The ids of rules and users are unique over all organizations. */
export function createRecords(store: Store, orgOf: (rule: string) => Promise<string>): Records {
  return {
    async amountInWindow(rule, user, windowKey) {
      const claim = await store.claims.find(await orgOf(rule), claimIdOf(rule, user, windowKey))
      return claim?.status === 'rewarded' ? claim.measured : undefined
    },

    async clickedAt(rule, user) {
      return (await store.clicks.find(await orgOf(rule), rule, user))?.at
    },

    async progress(rule, user) {
      return (await store.progress.find(await orgOf(rule), rule, user))?.progress
    },
  }
}

/** Which organization a rule belongs to; rules never change hands, so each is looked up once. */
export function createOrgOf(store: Store): (rule: string) => Promise<string> {
  const known = new Map<string, string>()
  return async function orgOf(rule) {
    const org = known.get(rule)
    if (org !== undefined) return org
    const found = await store.rules.model
      .findOne({ _id: rule }, null, { allOrgs: true })
      .select('org')
      .lean<{ org: string } | null>()
    if (!found) throw new Error(`there is no rule ${rule}`)
    known.set(rule, found.org)
    return found.org
  }
}
