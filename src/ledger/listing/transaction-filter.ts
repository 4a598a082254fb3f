import { accountId, ownerOf, programmeId } from '../account.ts'
import type { TransactionLeg, TransactionRecord } from './transaction-record.ts'
import type { AccountId, Kind } from '../types.ts'

/** Which transactions are wanted. Every list names alternatives; what is left out does not matter. */
export interface TransactionFilter {
  org: string
  /** Those that may be seen, each with all its currencies. */
  websites: readonly ListedWebsite[]
  currency?: string | readonly string[] | undefined
  /** A posting's. */
  id?: string | undefined
  /** A posting's. */
  key?: string | undefined
  user?: string | readonly string[] | undefined
  rule?: string | readonly string[] | undefined
  kind?: Kind | readonly Kind[] | undefined
  /** Inclusive. */
  from?: Date | undefined
  /** Exclusive. */
  until?: Date | undefined
}

export interface ListedWebsite {
  website: string
  currencies: readonly string[]
}

/** The legs that are wanted of a transaction: none, if it is not. */
export function wantedLegs(
  filter: TransactionFilter,
  transaction: TransactionRecord,
): (TransactionLeg & { user: string })[] {
  const { id, key, rule, kind, from, until } = filter
  const { at } = transaction
  const isWanted =
    (id === undefined || id === transaction.id) &&
    (key === undefined || key === transaction.key) &&
    isAmong(rule, transaction.rule) &&
    isAmong(kind, transaction.kind) &&
    (from === undefined || at >= from) &&
    (until === undefined || at < until)
  return isWanted ? transaction.legs.filter((leg) => isWantedLeg(filter, leg)) : []
}

/** The accounts of the users that are asked for; nothing, if nobody is. */
export function accountsWanted({
  org,
  websites,
  currency: wanted,
  user,
}: TransactionFilter): AccountId[] | undefined {
  if (user === undefined) return undefined
  const owners = [...new Set([user].flat())].map(ownerOf)
  return websites.flatMap(({ website, currencies }) =>
    currencies
      .filter((currency) => isAmong(wanted, currency))
      .flatMap((currency) => owners.map((owner) => accountId({ org, website, currency, owner }))),
  )
}

export function programmesWanted({ org, websites }: TransactionFilter): string[] {
  return websites.map(({ website }) => programmeId({ org, website }))
}

export function isAmong<T>(wanted: T | readonly T[] | undefined, one: T | undefined): boolean {
  return wanted === undefined || (one !== undefined && [wanted].flat().includes(one))
}

function isWantedLeg(
  { org, websites, currency, user }: TransactionFilter,
  leg: TransactionLeg,
): leg is TransactionLeg & { user: string } {
  return (
    leg.user !== null &&
    leg.org === org &&
    websites.some(({ website }) => website === leg.website) &&
    isAmong(currency, leg.currency) &&
    isAmong(user, leg.user)
  )
}
