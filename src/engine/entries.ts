import { claimIdOf } from '../domain/claim.ts'
import { windowOf } from '../domain/window.ts'
import { parseAccountId } from '../ledger/account.ts'
import type { Listed, Listing, ListPage, TransactionFilter } from '../ledger/listing.ts'
import type { TransactionLeg, TransactionRecord } from '../ledger/records.ts'
import type { Ledger } from '../ledger/types.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { Store } from '../store/index.ts'
import type { Currencies } from './currencies.ts'
import { notFound } from './scope.ts'
import type { Scope } from './scope.ts'
import { ruleOf } from './stored-rule.ts'

/** One user's line of a transaction. */
export interface ListedEntry {
  leg: TransactionLeg & { user: string }
  transaction: TransactionRecord
  decimals: number
  ruleType: string | undefined
}

export type EntryFilter = Omit<TransactionFilter, 'org' | 'website' | 'id'>

export interface EntriesOptions {
  store: Store
  ledger: Ledger
  listing: Listing
  currencies: Currencies
}

/** What users were given and had taken, line by line. */
export function createEntries({ store, ledger, listing, currencies }: EntriesOptions) {
  /** A page of lines; `after` is the id of the last line of the page before. */
  async function list(
    { org, website }: Scope,
    filter: EntryFilter & { id?: string | undefined },
    page: ListPage & { limit: number },
  ): Promise<Listed<ListedEntry>> {
    const wanted = { org, website, ...filter }
    const lines = await begun(wanted, page)
    let after = lines.at(-1)?.transaction._id ?? (await postingOf(org, page.after))
    for (let more = true; more && lines.length <= page.limit;) {
      const found = await listing.findTransactions(wanted, { ...page, after })
      for (const transaction of found.items) lines.push(...linesOf(transaction, filter))
      after = found.items.at(-1)?._id ?? after
      more = found.hasNextPage
    }
    return {
      items: await told(org, lines.slice(0, page.limit)),
      hasNextPage: lines.length > page.limit,
    }
  }

  /** What is left of the transaction in whose middle the page before ended. */
  async function begun(filter: TransactionFilter, { after }: ListPage): Promise<Line[]> {
    const id = await postingOf(filter.org, after)
    if (id === undefined) return []
    const { items } = await listing.findTransactions({ ...filter, id }, { limit: 1 })
    const lines = items.flatMap((transaction) => linesOf(transaction, filter))
    return lines.slice(lines.findIndex(({ leg }) => leg.id === after) + 1)
  }

  async function postingOf(org: string, entry: string | undefined): Promise<string | undefined> {
    if (entry === undefined) return undefined
    const found = await ledger.findEntry(entry)
    if (found && parseAccountId(found.account).org === org) return found.posting
    throw notFound('transaction entry', '/startingAfter')
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
    const entries = claims.flatMap((claim) =>
      claim.status === 'rewarded' ? (claim.entries ?? []).slice(-1) : [],
    )
    const pages = await Promise.all(
      entries.map(async (id) => {
        const posting = await postingOf(org, id)
        return listing.findTransactions({ org, id: posting }, { limit: 1 })
      }),
    )
    const lines = pages.flatMap(({ items }) => items.flatMap((each) => linesOf(each, { user })))
    return told(org, lines)
  }

  async function told(org: string, lines: readonly Line[]): Promise<ListedEntry[]> {
    const decimals = await currencies.decimalsOf(
      org,
      lines.map(({ leg }) => parseAccountId(leg.account).currency),
    )
    const ids = [...new Set(lines.flatMap(({ transaction: { rule } }) => (rule ? [rule] : [])))]
    const rules = await store.rules.list(org, { _id: { $in: ids } }, undefined, ids.length || 1)
    const types = new Map(rules.map(({ _id, type }) => [_id, type]))
    return lines.map(({ leg, transaction }) => ({
      ...{ leg, transaction },
      decimals: decimals.get(parseAccountId(leg.account).currency) ?? 0,
      ruleType: transaction.rule === undefined ? undefined : types.get(transaction.rule),
    }))
  }

  return { list, blocking }
}

export type Entries = ReturnType<typeof createEntries>

type Line = Pick<ListedEntry, 'leg' | 'transaction'>

/** A transaction's legs on users' accounts, in the order they were booked, narrowed to those that were asked for. */
function linesOf(
  transaction: TransactionRecord,
  { user }: Pick<TransactionFilter, 'user'>,
): Line[] {
  const wanted = user === undefined ? undefined : [user].flat()
  return [...transaction.entries]
    .sort((a, b) => legNumberOf(a) - legNumberOf(b))
    .flatMap((leg) => {
      if (leg.user === null || (wanted && !wanted.includes(leg.user))) return []
      return [{ leg: { ...leg, user: leg.user }, transaction }]
    })
}

function legNumberOf({ id }: TransactionLeg): number {
  return Number(id.slice(id.lastIndexOf('/') + 1))
}
