import type { Account } from './account.ts'
import { fieldIn as field } from './auditing/entry-fields.ts'
import type { EntryView, Glance } from './auditing/entry-view.ts'
import { formFlawsOf } from './auditing/form.ts'
import { lotFlawsOf } from './auditing/lot-flaws.ts'
import type { Standing } from './auditing/walk.ts'

/** What is wrong with the entry in view, given where its account stood before it. */
export function flawsOf(
  view: EntryView,
  entry: Glance,
  head: Standing,
  account: Account,
): string[] {
  const flaws = formFlawsOf(view, entry, account)
  const { seq, amount, balance, held, heldChange, at, lots, digest } = entry
  if (seq !== head.seq + 1) flaws.push('the seq does not follow')
  if (balance !== head.balance + amount) flaws.push('the balance is not the sum')
  if (held !== head.held + heldChange) flaws.push('what is held is not the sum')
  if (held < 0n) flaws.push('less than nothing is held')
  if (at < head.at) flaws.push('the time runs backwards')
  if (head.isClosed && !mayFollowClosing(entry)) flaws.push('the account was closed')
  if (account.type === 'user' && isUnderFloor(entry, view.longOf(field.floor))) {
    flaws.push('the floor is crossed')
  }
  if (view.has(field.limit) && amount > 0n && balance > view.longOf(field.limit)) {
    flaws.push('the limit is passed')
  }
  if (lots.length > 0 || head.lots.length > 0 || view.has(field.spent)) {
    const { spent = [] } = view.read()
    flaws.push(...lotFlawsOf({ amount, lots, spent }, head.lots))
  }
  if (!view.isChained(digest, head.seq === 0)) flaws.push('the hash does not match')
  return flaws
}

function mayFollowClosing({ kind, isClosed, amount }: Glance): boolean {
  return isClosed && amount === 0n && (kind === 'refusal' || kind === 'void')
}

function isUnderFloor({ amount, heldChange, balance, held }: Glance, floor: bigint): boolean {
  return amount - heldChange < 0n && balance - held < floor
}
