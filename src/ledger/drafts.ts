import { accountOf } from './account.ts'
import { draftOf } from './append.ts'
import type { Draft } from './append.ts'
import { entryIdOf } from './entry.ts'
import type { Move, Order, Plan } from './order.ts'
import { isWritten } from './posting.ts'
import type { Refusal } from './refusal.ts'
import type { Account } from './account.ts'

interface Writing {
  posting: string
  floorFor: (account: Account) => bigint | undefined
}

/** The entries of an order that is carried out, to this size; what issuance gives is written with the round. */
export function draftsOf(order: Order, plan: Plan, size: bigint, writing: Writing): Draft[] {
  const moves = plan.movesAt(size)
  const whole = size === plan.size ? moves : plan.movesAt(plan.size)
  const drafts: Draft[] = []
  moves.forEach((move, index) => {
    if (!isWritten(move)) return
    const asked = (index === 0 ? plan.asked : undefined) ?? whole[index]?.amount
    drafts.push(draftOfMove(order, move, asked, drafts.length, writing))
  })
  if (drafts.length > 1) for (const { entry } of drafts) entry.parts = drafts.length
  return drafts
}

/** A refusal is an entry too, of nothing, on the account that refused: so it is fenced like any other. */
export function refusalDraftOf(
  { key, content, note }: Order,
  refusal: Refusal,
  posting: string,
): Draft {
  const { account, ...why } = refusal
  const legs = content.legs.map(({ account, amount }) => ({ account, amount }))
  const what = { ...note, kind: 'refusal' } as const
  const draft = draftOf(entryIdOf(key, 0), accountOf(account), 0n, posting, what)
  draft.entry.refused = { ...why, kind: content.kind, legs }
  return draft
}

function draftOfMove(
  { key, note, opensHold }: Order,
  { account, amount, held, limit, closes, gives }: Move,
  asked: bigint | undefined,
  leg: number,
  { posting, floorFor }: Writing,
): Draft {
  const drafted = draftOf(entryIdOf(key, leg), account, amount, posting, note)
  const { entry } = drafted
  if (asked !== amount) entry.asked = asked
  if (held !== undefined) entry.heldChange = held
  if (opensHold && held !== undefined && account.id === opensHold.account) {
    entry.expiresAt = opensHold.expiresAt
  }
  if (limit !== undefined) entry.limit = limit
  if (closes === true) entry.closed = true
  if (gives !== undefined) drafted.gives = gives
  const floor = floorFor(account)
  if (floor) entry.floor = floor
  return drafted
}
