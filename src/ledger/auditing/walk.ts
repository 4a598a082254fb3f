import { accountOf } from '../account.ts'
import type { Account } from '../account.ts'
import { flawsOf } from '../flaws.ts'
import { unopened } from '../heads.ts'
import type { Head } from '../heads.ts'
import { fieldIn as field } from './entry-fields.ts'
import type { EntryView, Glance } from './entry-view.ts'
import { isAccountId } from './form.ts'
import { documentAt } from './pages.ts'
import type { Problems } from './problems.ts'

/** Where an account stands; its hash is the view's `hashBefore`. */
export type Standing = Omit<Head, 'hash'>

export interface Follower {
  /** Told of every entry that could be read, in the order of accounts and seqs; and of where its account stood before. */
  take?: (entry: Glance, account: Account, before: Standing) => void
  /** Told where an account stands in the end. */
  endAccount?: (head: Standing, account: Account) => void
  /** Told that what follows is of another currency. */
  endCurrency?: (currency: string) => void
}

/** Goes along the chains of all accounts, reports what is wrong with the first bad entry of each, and tells its followers. */
export function createWalk(view: EntryView, problems: Problems, followers: readonly Follower[]) {
  const read = { entries: 0, accounts: 0 }
  let account: Account | undefined
  let head: Standing = unopened
  let isSound = true

  function take(bytes: Buffer, at: number): void {
    read.entries++
    const entry = view.open(bytes, at)
    if (!entry) return takeUnreadable(bytes, at)
    const here =
      account && view.is(field.account, account.id) ? account : open(view.text(field.account))
    if (isSound) check(entry, here)
    for (const follower of followers) follower.take?.(entry, here, head)
    head = entry
  }

  function check(entry: Glance, here: Account): void {
    const flaws = flawsOf(view, entry, head, here)
    if (head === unopened && !isAccountId(here.id)) flaws.push('the account has no such name')
    for (const flaw of flaws) problems.report(here.id, entry.seq, flaw)
    isSound = flaws.length === 0
  }

  /** It belongs to no account for sure, so that only what can be told of it is told. */
  function takeUnreadable(bytes: Buffer, at: number): void {
    const { account: id, seq } = documentAt(bytes, at)
    const name = String(id)
    if (account?.id !== name) open(name)
    if (isSound) {
      problems.report(name, Number(seq) || 0, 'a field is missing, unknown, or of another type')
    }
    isSound = false
  }

  function open(id: string): Account {
    const next = accountOf(id)
    endAccount(next.currency)
    account = next
    isSound = true
    read.accounts++
    return next
  }

  function endAccount(nextCurrency?: string): void {
    if (!account) return
    for (const follower of followers) {
      if (head !== unopened) follower.endAccount?.(head, account)
      if (account.currency !== nextCurrency) follower.endCurrency?.(account.currency)
    }
    head = unopened
  }

  function end(): void {
    view.leave()
    endAccount()
  }

  return { take, read, end }
}
