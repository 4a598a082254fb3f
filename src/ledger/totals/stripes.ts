import { currencyOf, stripeOf } from '../account.ts'
import type { Collections } from '../collections.ts'
import { stripes } from '../journal.ts'
import type { AccountId } from '../types.ts'

/** The issuance accounts of a currency (`org:website:currency`, quoted): every round is summed up on one of them. */
export function stripesOf(currency: string): AccountId[] {
  return Array.from({ length: stripes }, (_, index) => stripeOf(currency, index))
}

/** All currencies that anything was written in: one step through the index for each. */
export async function* currenciesIn({
  entries,
}: Pick<Collections, 'entries'>): AsyncGenerator<string> {
  for (let beyond = ''; ;) {
    const found = await entries.findOne(
      { account: { $gt: beyond } },
      { sort: { account: 1 }, projection: { _id: 0, account: 1 } },
    )
    if (!found) return
    const currency = currencyOf(found.account)
    yield currency
    // The names of its accounts go on with a colon, and a semicolon comes next.
    beyond = `${currency};`
  }
}
