import { isCounter, parseAccountId } from '../account.ts'
import { keyOfEntry } from '../entry.ts'
import type { StoredEntry } from '../entry.ts'
import { isMovement } from '../journal.ts'
import { timeOfPosting } from '../posting-ids.ts'
import type { AccountId, Kind } from '../types.ts'

/** A posting that moved points of users, as it is listed. */
export interface TransactionRecord {
  /** The posting's id, sortable by time. */
  id: string
  key: string
  kind: Kind
  rule?: string | undefined
  claim?: string | undefined
  reason?: string | undefined
  labels?: Readonly<Record<string, string>> | undefined
  /** When its round was written. */
  at: Date
  /** In the order in which they were booked; what issuance gave, and caps, are not among them. */
  legs: readonly TransactionLeg[]
}

export interface TransactionLeg {
  /** The entry's. */
  id: string
  account: AccountId
  org: string
  website: string
  currency: string
  /** Null on system accounts. */
  user: string | null
  amount: bigint
}

/** Nothing, if the posting moved no points: a refusal, a hold, the sum of a round. */
export function recordOf(posting: readonly StoredEntry[]): TransactionRecord | undefined {
  const [first] = posting
  if (!first || !isMovement(first)) return undefined
  const { _id, posting: id, kind, rule, claim, reason, labels } = first
  const legs = posting.filter(({ account }) => !isCounter(account)).map(legOf)
  const at = timeOfPosting(id)
  return { id, key: keyOfEntry(_id), kind, rule, claim, reason, labels, at, legs }
}

function legOf({ _id, account, amount }: StoredEntry): TransactionLeg {
  const { org, website, currency, owner } = parseAccountId(account)
  const user = owner.type === 'user' ? owner.user : null
  return { id: _id, account, org, website, currency, user, amount }
}
