import { isUser } from './account-name.ts'
import { merged } from './changes.ts'
import type { Change } from './changes.ts'
import { createOrderStatistics } from './order-statistics.ts'
import type { Row } from './page.ts'

/**
 * The users' accounts of one currency (`org:website:currency`) in their order. They are loaded as they were at one time of
 * MongoDB's, and follow every change after that time. Changes that arrive meanwhile wait: one for each account, for
 * several come to the same as one.
 */
export function createBoard(currency: string) {
  const order = createOrderStatistics()
  const waiting = new Map<string, Change>()
  let loadedTime: bigint | undefined

  /** Takes an account in; fastest in their order. */
  function load({ owner, balance, since }: Row): void {
    if (isUser(owner)) order.set(owner, balance, since)
  }

  /** Ends the loading: everything that was loaded is as it was at `time`. */
  function loaded(time: bigint): void {
    loadedTime = time
    for (const [owner, change] of waiting) follow(owner, change)
    waiting.clear()
  }

  /** Throws if an account is not there that should be: then something was missed. */
  function follow(owner: string, change: Change): void {
    if (!isUser(owner)) return
    if (loadedTime === undefined) waiting.set(owner, merged(waiting.get(owner), change))
    // The stream may lag behind what was loaded.
    else if (change.time > loadedTime) apply(owner, change)
  }

  function apply(owner: string, { account, fields }: Change): void {
    if (!fields) return order.remove(owner)
    if (fields.balance === undefined && fields.since === undefined) return
    const { balance, since } = { ...order.keyOf(owner), ...fields }
    if (balance === undefined || since === undefined) throw new Error(`${account} is not known`)
    order.set(owner, balance, since)
  }

  const { find, range, count, size } = order
  return {
    ...{ currency, load, loaded, follow, find, range, count, size },
    isLoaded: () => loadedTime !== undefined,
  }
}

export type Board = ReturnType<typeof createBoard>
