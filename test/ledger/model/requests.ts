import type { Action, Close, Credit } from './action.ts'
import { endOf, holdOf } from './holding.ts'
import { paymentOf } from './payments.ts'
import { record } from './request.ts'
import type { Impossible, Request } from './request.ts'
import { reversalOf } from './reversal.ts'
import type { ActionId, Key, World } from './world.ts'

/** Most actions have a key of their own. */
export function keyOf({ keys }: World, id: ActionId, action: Action): Key {
  if (action.type === 'capture' || action.type === 'void') return `end of ${action.hold}`
  if (action.type === 'close') return `closing of ${action.account}`
  if (action.type !== 'reverse') return String(id)
  return `reversal of ${keys.get(action.posting)}/${action.leg}, ${action.name}`
}

/** What an action asks for. */
export function requestOf(world: World, key: Key, action: Action): Request | Impossible {
  if (action.type === 'credit') return creditOf(world, key, action)
  if (action.type === 'hold') return holdOf(world, key, action)
  if (action.type === 'capture' || action.type === 'void') return endOf(world, key, action)
  if (action.type === 'reverse') return reversalOf(world, action)
  if (action.type === 'close') return closingOf(action)
  return paymentOf(world, key, action)
}

/** Points that are pending are there, and held. They last from the day on that they are available. */
function creditOf(world: World, key: Key, { to: account, amount, pends, lasts }: Credit): Request {
  const until = pends === undefined ? undefined : world.day + pends
  const held = until === undefined ? 0n : amount
  const gives = lasts === undefined ? [] : [{ day: (until ?? world.day) + lasts, amount }]
  return {
    body: `credit ${account} ${amount}`,
    whole: amount,
    movesAt: () => [{ account, amount, held, gives }],
    whenDone: (done) => record(world, key, done, until),
  }
}

/** For good: after it, nothing but holds can end there. */
function closingOf({ account }: Close): Request {
  return {
    body: '',
    whole: 1n,
    movesAt: () => [{ account, amount: 0n, closes: true }],
    whenDone() {},
  }
}
