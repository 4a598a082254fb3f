import type { Collections } from './collections.ts'
import { findPostings } from './find.ts'
import { readHeads } from './heads.ts'
import { reached } from './outage.ts'
import { pendingIn, reversedOf } from './pending.ts'
import type { AccountId, Expiring, Ledger, Pending } from './types.ts'

const mostPending = 1_000

/** What will become of the points of an account by itself. */
export function createForecast(collections: Collections): Pick<Ledger, 'pending' | 'expiring'> {
  async function pending(account: AccountId): Promise<readonly Pending[]> {
    const open = collections.holds.find({ account, kind: 'pending' })
    const keys = (await open.sort({ expiresAt: 1 }).limit(mostPending).toArray()).map((h) => h._id)
    const postings = await findPostings(collections, keys)
    const entries = keys.flatMap((key) => pendingIn(postings.get(key) ?? []) ?? [])
    const counters = entries.map((entry) => reversedOf(entry).id)
    const heads = await readHeads(collections, counters)
    return entries.flatMap(({ _id: entry, posting, expiresAt }, index) => {
      const amount = heads.get(counters[index] ?? '')?.held ?? 0n
      return amount > 0n && expiresAt ? [{ posting, entry, amount, availableAt: expiresAt }] : []
    })
  }

  async function expiring(account: AccountId): Promise<readonly Expiring[]> {
    return (await readHeads(collections, [account])).get(account)?.lots ?? []
  }

  return {
    pending: (account) => reached(pending(account)),
    expiring: (account) => reached(expiring(account)),
  }
}
