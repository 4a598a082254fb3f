import type { Capture, Hold, Void } from './action.ts'
import { record } from './request.ts'
import type { Impossible, Request } from './request.ts'
import { currencyOf } from './world.ts'
import type { Key, World } from './world.ts'

/** Sets points aside: the balance stays, what can be spent falls. */
export function holdOf(world: World, key: Key, { from, amount, days }: Hold): Request {
  const hold = { from, amount, until: world.day + days, isOpen: true }
  return {
    body: `hold ${from} ${amount}`,
    whole: amount,
    movesAt: () => [{ account: from, amount: 0n, held: amount }],
    whenDone: () => void world.holds.set(Number(key), hold),
  }
}

/** A hold ends once, whoever ends it and how. What a capture does not spend is released. */
export function endOf(world: World, key: Key, action: Capture | Void): Request | Impossible {
  const hold = world.holds.get(action.hold)
  if (!hold) return 'not_found'
  const whenDone: Request['whenDone'] = (done) => {
    world.holds.set(action.hold, { ...hold, isOpen: false })
    record(world, key, done)
  }
  const { from, amount: whole } = hold
  const end = { whole, endsHold: true, whenDone }
  if (action.type === 'void') {
    return { ...end, body: 'void', movesAt: () => [{ account: from, amount: 0n, held: -whole }] }
  }
  const { to, amount: spent = whole } = action
  if (spent > whole || currencyOf(to) !== currencyOf(from)) return 'invalid_request'
  return {
    ...end,
    body: `capture ${to} ${spent}`,
    movesAt: () => [
      { account: from, amount: -spent, held: -whole },
      { account: to, amount: spent },
    ],
  }
}
