import type { Refused, StoredEntry, Sum } from '../entry.ts'
import { hashedFields } from '../hash.ts'
import type { Lot } from '../lots.ts'
import type { AccountId, Kind } from '../types.ts'
import { count, listOf, long, text, texts, time, truth } from './bson.ts'
import type { Shape } from './bson.ts'
import { fieldsOf } from './fields.ts'
import type { Shapes } from './fields.ts'

const kind = text as Shape<Kind>

const lot = fieldsOf<Lot>({ expiresAt: time, amount: long }, ['expiresAt', 'amount'])

const leg = fieldsOf<{ account: AccountId; amount: bigint }>({ account: text, amount: long }, [
  'account',
  'amount',
])

const refused = fieldsOf<Refused>(
  {
    code: text as Shape<Refused['code']>,
    ...{ message: text, pointer: text, detail: text, kind },
    legs: listOf(leg.shape),
  },
  ['code', 'message', 'pointer', 'detail', 'kind', 'legs'],
)

const sum = fieldsOf<Sum>(
  { kind, rule: text, group: text, postings: count, credited: long, debited: long },
  ['kind', 'postings', 'credited', 'debited'],
)

const shapes: Shapes<StoredEntry> = {
  ...{ _id: text, account: text, seq: count, amount: long, balance: long, at: time, posting: text },
  ...{ kind, hash: text, rule: text, group: text, claim: text, reason: text, labels: texts },
  ...{ asked: long, heldChange: long, expiresAt: time, limit: long, closed: truth, floor: long },
  ...{ parts: count, refused: refused.shape, covers: listOf(text), programme: text },
  ...{ tags: listOf(text), sums: listOf(sum.shape), mark: text, held: long },
  ...{ lots: listOf(lot.shape), spent: listOf(lot.shape) },
}

const stored = Object.keys(shapes) as (keyof StoredEntry)[]

/** What every entry has. */
const required = stored.slice(0, stored.indexOf('hash') + 1)

/** The fields of an entry: first those that are hashed, in their order, then the hash. */
export const entryFields = fieldsOf<StoredEntry>(
  Object.fromEntries(
    stored.toSorted((a, b) => rankOf(a) - rankOf(b)).map((name) => [name, shapes[name]]),
  ) as Shapes<StoredEntry>,
  required,
  stored,
)

/** The number of each field, by which a view is asked. */
export const fieldIn = Object.fromEntries(
  entryFields.names.map((name, index) => [name, index]),
) as Record<keyof StoredEntry, number>

function rankOf(name: string): number {
  const rank = hashedFields.indexOf(name)
  return rank === -1 ? Infinity : rank
}
