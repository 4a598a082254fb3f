import { present } from './entry.ts'
import type { StoredEntry } from './entry.ts'
import { hashOf } from './hash.ts'
import { headOf, unopened } from './heads.ts'
import type { Head } from './heads.ts'
import type { AccountId } from './types.ts'

/** An entry as far as its account has no say in it. */
export type Draft = Pick<StoredEntry, '_id' | 'account' | 'amount' | 'posting' | 'kind'> & {
  [
    name in
      | 'asked'
      | 'heldChange'
      | 'floor'
      | 'limit'
      | 'parts'
      | 'rule'
      | 'claim'
      | 'reason'
      | 'labels'
      | 'closed'
      | 'expiresAt'
      | 'refused'
      | 'covers'
  ]?: StoredEntry[name] | undefined
}

/** Makes a draft the next entry of its account, and that entry the account's head. */
export function append(heads: Map<AccountId, Head>, draft: Draft, now: Date): StoredEntry {
  const head = heads.get(draft.account) ?? unopened
  const entry = present<Omit<StoredEntry, 'hash'>>({
    ...draft,
    seq: head.seq + 1,
    balance: head.balance + draft.amount,
    held: head.held + (draft.heldChange ?? 0n),
    at: new Date(Math.max(now.getTime(), head.at)),
    closed: head.isClosed || draft.closed ? true : undefined,
  })
  const chained = { ...entry, hash: hashOf(head.hash, entry) }
  heads.set(draft.account, headOf(chained))
  return chained
}
