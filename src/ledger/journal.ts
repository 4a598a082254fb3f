import { withinRange } from '../domain/points.ts'
import { accountOf, isCounter, stripeOf } from './account.ts'
import type { Account } from './account.ts'
import { entryIdOf } from './entry.ts'
import type { StoredEntry, Sum } from './entry.ts'
import type { Heads } from './heads.ts'
import { draftOf } from './append.ts'
import type { Draft } from './append.ts'
import { createMark } from './mark.ts'
import type { Move } from './order.ts'

export const stripes = 16

/** With the key counted last, so that a posting of several legs counts once. */
interface PageSum {
  sum: Sum
  lastKey: string
}

/** What a round did in one currency. */
interface Page {
  currency: string
  /** The issuance account it is written on, and what that stood at before, once somebody asked. */
  account: Account
  before: bigint | undefined
  /** What issuance gave (negative) and took back. */
  amount: bigint
  covers: string[]
  sums: Map<string, PageSum>
  lastSum?: PageSum
  mark: ReturnType<typeof createMark>
}

/**
 * Every round ends with one entry per currency, on an issuance account, that sums the round up: what was issued, the keys
 * it covers, totals by rule, what to find it by, and the sum of its entries' hashes. So issuance costs no entry per
 * posting, lists and totals need no index on entries, and an entry that is missing or too many shows, even a last one.
 * Each writer has one of several stripes to itself most of the time.
 */
export function createJournal(heads: Heads, stripe: number) {
  const pages = new Map<string, Page>()

  function pageOf(currency: string): Page {
    const known = pages.get(currency)
    if (known) return known
    const page = newPage(currency)
    pages.set(currency, page)
    return page
  }

  function newPage(currency: string): Page {
    const account = accountOf(stripeOf(currency, stripe))
    const mark = createMark()
    return { currency, account, before: undefined, amount: 0n, covers: [], sums: new Map(), mark }
  }

  /** Notes what is to be issued. Throws `invalid_request` (`out_of_range`) if a stripe could not hold the sum. */
  function issue(moves: readonly Move[]): void {
    const issued = issuedBy(moves)
    for (const { currency, sum } of issued) {
      const page = pages.get(currency) ?? newPage(currency)
      page.before ??= heads.get(page.account.id).balance
      withinRange(page.before + withinRange(page.amount + sum))
    }
    for (const { currency, sum } of issued) pageOf(currency).amount += sum
  }

  /** Notes the entries of one posting, as they are written. */
  function cover(key: string, drafts: readonly Draft[]): void {
    for (const { account, entry } of drafts) {
      const page = pageOf(account.currency)
      if (page.covers.at(-1) !== key) page.covers.push(key)
      page.mark.add(entry.hash)
      addTo(page, key, account, entry)
    }
  }

  /** The entries that end the round; `posting` is the round's own id. */
  function drafts(posting: string): Draft[] {
    return [...pages.values()].map(({ currency, account, amount, covers, sums, mark }) => {
      const id = entryIdOf(`@round:${posting}:${currency}`, 0)
      const round = draftOf(id, account, amount, posting, { kind: 'round' })
      const totals = [...sums.values()].map(({ sum }) => sum)
      const programme = currency.slice(0, currency.lastIndexOf(':'))
      Object.assign(round.entry, {
        covers,
        programme,
        tags: tagsOf(totals, currency),
        sums: totals,
      })
      round.entry.mark = mark.text()
      return round
    })
  }

  return { issue, cover, drafts }
}

/** Whether an entry is a leg of something that moved points of users: no sum of a round, no refusal, no hold. */
export function isMovement({ account, kind, amount, parts, covers }: StoredEntry): boolean {
  if (covers !== undefined || isCounter(account)) return false
  if (kind === 'refusal' || kind === 'hold' || kind === 'void') return false
  return amount !== 0n || parts !== undefined
}

/** What pages are found by: anything at all, their currency, a kind, a rule, a group. */
export const tagOf = {
  any: '*',
  /** Quoted, as in the names of accounts. */
  currency: (currency: string) => `currency:${currency}`,
  kind: (kind: string) => `kind:${kind}`,
  rule: (rule: string) => `rule:${rule}`,
  group: (group: string) => `group:${group}`,
}

function addTo(page: Page, key: string, account: Account, entry: StoredEntry): void {
  if (!isMovement(entry)) return
  const counted = sumFor(page, entry)
  const { sum } = counted
  if (counted.lastKey !== key) sum.postings++
  counted.lastKey = key
  const { amount } = entry
  if (account.type !== 'user') return
  if (amount > 0n) sum.credited += amount
  else sum.debited -= amount
}

/** Most entries of a round are for what the one before was for. */
function sumFor(page: Page, { kind, rule, group }: StoredEntry) {
  const { lastSum } = page
  const last = lastSum?.sum
  if (lastSum && last?.kind === kind && last.rule === rule && last.group === group) return lastSum
  const name = `${kind} ${rule ?? ''} ${group ?? ''}`
  const found = page.sums.get(name) ?? newSum({ kind, rule, group })
  page.sums.set(name, found)
  page.lastSum = found
  return found
}

function tagsOf(sums: readonly Sum[], currency: string): string[] {
  if (sums.length === 0) return []
  const name = currency.slice(currency.lastIndexOf(':') + 1)
  const tags = new Set([tagOf.any, tagOf.currency(name)])
  for (const { kind, rule, group } of sums) {
    tags.add(tagOf.kind(kind))
    if (rule !== undefined) tags.add(tagOf.rule(rule))
    if (group !== undefined) tags.add(tagOf.group(group))
  }
  return [...tags]
}

function newSum(what: Pick<Sum, 'kind' | 'rule' | 'group'>): PageSum {
  return { sum: { ...what, postings: 0, credited: 0n, debited: 0n }, lastKey: '' }
}

/** What issuance moves, currency by currency; there is hardly ever a second one to be found. */
function issuedBy(moves: readonly Move[]): { currency: string; sum: bigint }[] {
  const sums: { currency: string; sum: bigint }[] = []
  for (const { account, amount } of moves) {
    if (account.type !== 'issuance') continue
    const { currency } = account
    const known = sums.find((each) => each.currency === currency)
    if (known) known.sum += amount
    else sums.push({ currency, sum: amount })
  }
  return sums
}
