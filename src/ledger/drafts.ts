import type { Draft } from './append.ts'
import { entryIdOf } from './entry.ts'
import type { Move, Order, Plan } from './order.ts'
import { isWritten } from './posting.ts'
import type { Refusal } from './refusal.ts'
import type { AccountId } from './types.ts'

interface Writing {
  posting: string
  floorFor: (account: AccountId) => bigint | undefined
}

/** The entries of an order that is carried out, to this size; issuance is written apart. */
export function draftsOf(order: Order, plan: Plan, size: bigint, writing: Writing): Draft[] {
  const { posting, floorFor } = writing
  const asked = askedOf(plan)
  const written = plan
    .movesAt(size)
    .map((move, index) => ({ move, asked: asked[index] }))
    .filter(({ move }) => isWritten(move))
  const parts = written.length > 1 ? written.length : undefined
  return written.map(({ move, asked }, leg) => ({
    ...order.note,
    ...factsOf(move),
    _id: entryIdOf(order.key, leg),
    posting,
    parts,
    asked: asked === move.amount ? undefined : asked,
    floor: floorFor(move.account) || undefined,
  }))
}

/** A refusal is an entry too, of nothing, on the account that refused: so it is fenced like any other. */
export function refusalDraftOf(
  { key, content, note }: Order,
  refusal: Refusal,
  posting: string,
): Draft {
  const { account, ...why } = refusal
  const legs = content.legs.map(({ account, amount }) => ({ account, amount }))
  return {
    ...note,
    _id: entryIdOf(key, 0),
    account,
    amount: 0n,
    posting,
    kind: 'refusal',
    refused: { ...why, kind: content.kind, legs },
  }
}

function askedOf({ size, movesAt, asked }: Plan): bigint[] {
  const [first, ...others] = movesAt(size).map(({ amount }) => amount)
  return [asked ?? first ?? 0n, ...others]
}

function factsOf({ account, amount, held, limit, closes }: Move) {
  const closed = closes === true ? (true as const) : undefined
  return { account, amount, heldChange: held, limit, closed }
}
