import type { mongo } from 'mongoose'
import { listed } from './list-page.ts'
import type { Listed, ListPage } from './list-page.ts'
import type { Projected } from '../project.ts'
import type { AccountRecord } from '../records.ts'
import { isAmong } from './transaction-filter.ts'
import type { ListedWebsite } from './transaction-filter.ts'

export interface AccountFilter {
  org: string
  /** Those that may be seen, each with all its currencies. */
  websites: readonly ListedWebsite[]
  currency?: string | readonly string[] | undefined
  /** Null asks for the system's own accounts; absent for those of all users. */
  user?: string | readonly string[] | null | undefined
}

/** Sorted by balance, largest first unless told otherwise; of equal ones the first is who came to it first. */
export async function findAccounts(
  accounts: Projected,
  filter: AccountFilter,
  { after, limit = 50, direction = 'desc' }: ListPage,
): Promise<Listed<AccountRecord>> {
  const last = after === undefined ? null : await accounts.findOne({ _id: after })
  const isUp = direction === 'asc'
  const found = accounts
    .find({ $and: [wantedBy(filter), ...(last ? [beyond(last, isUp)] : [])] })
    .sort(isUp ? { balance: 1, since: -1, _id: -1 } : { balance: -1, since: 1, _id: 1 })
    .limit(limit + 1)
  return listed(await found.toArray(), limit)
}

/** Websites and currencies are always named, so that every pair of them comes sorted from the index. */
function wantedBy({
  org,
  websites,
  currency: wanted,
  user,
}: AccountFilter): mongo.Filter<AccountRecord> {
  const currencies = websites.flatMap((each) => each.currencies)
  return {
    org,
    website: { $in: websites.map(({ website }) => website) },
    currency: { $in: currencies.filter((currency) => isAmong(wanted, currency)) },
    user: user === undefined ? { $ne: null } : user === null ? null : { $in: [user].flat() },
  }
}

function beyond(
  { balance, since, _id }: AccountRecord,
  isUp: boolean,
): mongo.Filter<AccountRecord> {
  const [less, more] = isUp ? ['$gt', '$lt'] : ['$lt', '$gt']
  return {
    $or: [
      { balance: { [less]: balance } },
      { balance, since: { [more]: since } },
      { balance, since, _id: { [more]: _id } },
    ],
  }
}
