import type { Action } from './action.ts'
import type { Sending } from './steps.ts'
import type { ActionId } from './world.ts'

/** A request, as it goes to one of the ledgers and to the model. */
export interface Sent {
  id: ActionId
  action: Action
  by: number
  /** Free text, which makes no other request. */
  reason: string
}

/** Numbers what is sent in a run, and finds what it speaks of. */
export function createSending() {
  const actions: Action[] = []

  /** Nothing, if there is nothing that it could speak of. */
  function next(sending: Sending): Sent | undefined {
    const { by } = sending
    if ('action' in sending) {
      const action = found(sending.action)
      if (!action) return undefined
      const id = actions.push(action) - 1
      return { id, action, by, reason: 'new' }
    }
    if (actions.length === 0) return undefined
    const id = actions.length - 1 - (sending.again % actions.length)
    const action = actionAt(id)
    if (sending.but !== 'amount') return { id, action, by, reason: sending.but }
    // More than anybody is ever asked for.
    return { id, action: 'amount' in action ? withMore(action) : action, by, reason: 'again' }
  }

  /** With what it speaks of. */
  function found(action: Action): Action | undefined {
    if (action.type === 'capture' || action.type === 'void') {
      const hold = newest(action.hold, (type) => type === 'hold')
      return hold === undefined ? undefined : { ...action, hold }
    }
    if (action.type !== 'reverse') return action
    const posting = newest(action.posting, (type) => !irreversible.includes(type))
    if (posting === undefined) return undefined
    const leg = action.leg % legsOf(actionAt(posting))
    const name = action.amount === undefined ? 'whole' : `part ${actions.length}`
    return { ...action, posting, leg, name }
  }

  /** Counted from the newest; or the oldest, if there are not so many. */
  function newest(index: number, isOne: (type: Action['type']) => boolean): ActionId | undefined {
    const ids = actions.flatMap(({ type }, id) => (isOne(type) ? [id] : []))
    return ids.at(-1 - index) ?? ids[0]
  }

  function actionAt(id: ActionId): Action {
    const action = actions[id]
    if (!action) throw new Error(`there is no action ${id}`)
    return action
  }

  return { next }
}

/** What never moves points; what was refused, and reversals themselves, are tried. */
const irreversible: readonly Action['type'][] = ['void', 'close', 'hold']

/** How many entries it has at most. */
function legsOf(action: Action): number {
  const { type } = action
  if (type === 'spend') return action.from.length + (action.to === undefined ? 0 : 1)
  if (type === 'split' || type === 'claim') return 3
  return type === 'credit' || type === 'debit' ? 1 : 2
}

function withMore<T extends { amount?: bigint | undefined }>(action: T): T {
  return { ...action, amount: (action.amount ?? 0n) + 100n }
}
