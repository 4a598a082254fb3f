import { claimIdOf } from '../domain/claim.ts'
import { windowOf } from '../domain/window.ts'
import { parseAccountId } from '../ledger/account.ts'
import { keyOfEntry } from '../ledger/entry.ts'
import type { Listed, ListPage } from '../ledger/listing/list-page.ts'
import type { Listing } from '../ledger/listing.ts'
import { wantedLegs } from '../ledger/listing/transaction-filter.ts'
import type { TransactionFilter } from '../ledger/listing/transaction-filter.ts'
import type { TransactionLeg, TransactionRecord } from '../ledger/listing/transaction-record.ts'
import { isReversalKey } from '../ledger/reversing.ts'
import type { Ledger } from '../ledger/types.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { Store } from '../store/index.ts'
import type { Currencies } from './currencies.ts'
import { notFound } from './scope.ts'
import type { Scope } from './scope.ts'
import { ruleOf } from './stored-rule.ts'
import { websitesIn } from './websites-in.ts'

/** One user's line of a transaction. */
export interface ListedEntry {
  leg: TransactionLeg & { user: string }
  transaction: TransactionRecord
  decimals: number
  ruleType: string | undefined
}

export type EntryFilter = Omit<TransactionFilter, 'org' | 'websites'>

export interface EntriesOptions {
  store: Store
  ledger: Ledger
  listing: Listing
  currencies: Currencies
}

/** What users were given and had taken, line by line. */
export function createEntries({ store, ledger, listing, currencies }: EntriesOptions) {
  /** A page of lines; `after` is the id of the last line of the page before. Throws `not_found` for another one's. */
  async function list(
    scope: Scope,
    filter: EntryFilter,
    page: ListPage & { limit: number },
  ): Promise<Listed<ListedEntry>> {
    const { org } = scope
    const wanted = { org, websites: await websitesIn(store, scope), ...filter }
    const key = await keyOfLine(org, page.after)
    const rest = key === undefined ? [] : await restOf(wanted, key, page.after)
    const isFull = rest.length > page.limit
    const found = isFull ? nothing : await listing.findTransactions(wanted, { ...page, after: key })
    const lines = [...rest, ...found.items.flatMap((each) => linesOf(wanted, each))]
    return {
      items: await told(org, lines.slice(0, page.limit)),
      hasNextPage: found.hasNextPage || lines.length > page.limit,
    }
  }

  /** All lines there are at its first step, oldest first, some at a time. */
  async function* all(scope: Scope, filter: EntryFilter): AsyncGenerator<ListedEntry[]> {
    const { org } = scope
    const wanted = { org, websites: await websitesIn(store, scope), ...filter }
    for await (const found of listing.allTransactions(wanted)) {
      const lines = found.flatMap((each) => linesOf(wanted, each))
      yield told(org, lines)
    }
  }

  /** One line. Throws `not_found`, also for an entry of no user: a cap, a budget, the currency itself. */
  async function find(scope: Scope, id: string): Promise<ListedEntry> {
    const { org } = scope
    const key = await keyOfLine(org, id, '/id')
    const filter = { org, websites: await websitesIn(store, scope), key }
    const { items } = await listing.findTransactions(filter, { limit: 1 })
    const line = items.flatMap((each) => linesOf(filter, each)).find(({ leg }) => leg.id === id)
    const [found] = line ? await told(org, [line]) : []
    if (found) return found
    throw notFound('transaction entry', '/id')
  }

  /** What is left of the transaction in whose middle the page before ended. */
  async function restOf(filter: TransactionFilter, key: string, after: string | undefined) {
    const { items } = await listing.findTransactions({ ...filter, key }, { limit: 1 })
    const lines = items.flatMap((transaction) => linesOf(filter, transaction))
    return lines.slice(lines.findIndex(({ leg }) => leg.id === after) + 1)
  }

  /** The key of the transaction that a line is of. */
  async function keyOfLine(org: string, line: string | undefined, pointer = '/startingAfter') {
    if (line === undefined) return undefined
    const found = await ledger.findEntry(line)
    if (found && parseAccountId(found.account).org === org) return found.key
    throw notFound('transaction entry', pointer)
  }

  /** The lines that keep a user from being paid by these rules now. */
  async function blocking(
    org: string,
    rules: readonly RuleRecord[],
    user: string,
    at: Date,
  ): Promise<ListedEntry[]> {
    const ids = rules.map((record) => {
      const { interval, startTime } = ruleOf(record)
      return claimIdOf(record._id, user, windowOf(interval, new Date(startTime), at).key)
    })
    const claims = await store.claims.findMany(org, ids)
    const keys = claims.flatMap(({ status, entries = [] }) =>
      status === 'rewarded' ? entries.map(keyOfEntry).filter(isGrant).slice(-1) : [],
    )
    const websites = rules.map(({ website }) => ({ website, currencies: [] }))
    const filter = { org, websites, user }
    const found = await Promise.all(keys.map((key) => listing.findTransactions({ ...filter, key })))
    return told(
      org,
      found.flatMap(({ items }) => items.flatMap((each) => linesOf(filter, each))),
    )
  }

  async function told(org: string, lines: readonly Line[]): Promise<ListedEntry[]> {
    const decimals = await currencies.decimalsOf(
      org,
      lines.map(({ leg }) => leg.currency),
    )
    const ids = [...new Set(lines.flatMap(({ transaction: { rule } }) => (rule ? [rule] : [])))]
    const rules = await store.rules.list(org, { _id: { $in: ids } }, undefined, ids.length || 1)
    const types = new Map(rules.map(({ _id, type }) => [_id, type]))
    return lines.map(({ leg, transaction }) => ({
      ...{ leg, transaction },
      decimals: decimals.get(leg.currency) ?? 0,
      ruleType: transaction.rule === undefined ? undefined : types.get(transaction.rule),
    }))
  }

  return { list, find, all, blocking }
}

export type Entries = ReturnType<typeof createEntries>

/** What was given; a part of it may have been taken back since. */
function isGrant(key: string): boolean {
  return !isReversalKey(key)
}

type Line = Pick<ListedEntry, 'leg' | 'transaction'>

const nothing: Listed<TransactionRecord> = { items: [], hasNextPage: false }

/** A transaction's legs on users' accounts, narrowed to those that were asked for. */
function linesOf(filter: TransactionFilter, transaction: TransactionRecord): Line[] {
  return wantedLegs(filter, transaction).map((leg) => ({ leg, transaction }))
}
