import type { Reversal } from './action.ts'
import { ceilDivide, magnitude } from './amounts.ts'
import { firstOf, without } from './lots.ts'
import type { Lot } from './lots.ts'
import { partsOf, totalOf } from './parts.ts'
import type { Impossible, Move, Request } from './request.ts'
import { currencyOf } from './world.ts'
import type { Leg, Posting, World } from './world.ts'

/** The mirror image of a posting, or of a part: what the entry that is named loses, all others lose in proportion. */
export function reversalOf(
  { keys, postings, known }: World,
  { posting: id, leg, amount, of, mayCut }: Reversal,
): Request | Impossible {
  const target = keys.get(id) ?? ''
  const posting = postings.get(target)
  const named = posting?.legs[leg]
  if (!posting || !named || named.amount === 0n) {
    return known.has(target) ? 'invalid_request' : 'not_found'
  }
  const currency = currencyOf(named.account)
  const legs = [named, ...posting.legs.filter((each) => each !== named && each.amount !== 0n)]
  const left = legs.map(leftOf)
  const most = of === 'posting' ? totalOf(left, currency) : magnitude(leftOf(named).amount)
  const size = amount ?? most
  return {
    body: String(amount ?? magnitude(named.amount)),
    // No two reversals together pass what they reverse.
    whole: size > 0n && size <= most ? size : undefined,
    mayCut,
    movesAt(part) {
      // Rounded up where it is named, so that it comes out at exactly this part.
      const parts = partsOf(left, (each, total) =>
        each === currency ? ceilDivide(part * total, most) : (part * total) / most,
      )
      return mirrorOf(posting, legs, parts.map(magnitude))
    },
    whenDone(done) {
      const reversed = posting.legs.map((each) => {
        const part = done[legs.indexOf(each)]?.amount ?? 0n
        return { ...each, done: each.done + magnitude(part) }
      })
      postings.set(target, { ...posting, legs: reversed })
    },
  }
}

/** Points that are pending are taken out of what is held; those that were spent expire when they would have. */
function mirrorOf(
  { counters, pendsUntil }: Posting,
  legs: readonly Leg[],
  parts: readonly bigint[],
): Move[] {
  const mirrored = legs.map((leg, index): Move => {
    const { account, amount } = leg
    const part = parts[index] ?? 0n
    if (amount < 0n) return { account, amount: part, gives: comingBack(leg, part) }
    return { account, amount: -part, held: pendsUntil === undefined ? 0n : -part }
  })
  return [...mirrored, ...counters.map((account) => ({ account, amount: -(parts[0] ?? 0n) }))]
}

/** The last that were spent come back first: what stays spent is what a smaller debit would have spent. */
function comingBack({ amount, done, spent }: Leg, part: bigint): Lot[] {
  const stays = magnitude(amount) - done - part
  return without(firstOf(spent, stays + part), firstOf(spent, stays))
}

function leftOf({ account, amount, done }: Leg) {
  return { account, amount: amount > 0n ? amount - done : amount + done }
}
