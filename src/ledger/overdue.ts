import { Failure, isRetried } from '../domain/failure.ts'
import type { Collections } from './collections.ts'
import type { StoredEntry } from './entry.ts'
import { orderOfExpiry } from './expiring.ts'
import { orderOfVoid } from './holding.ts'
import type { Order } from './order.ts'
import { reached } from './outage.ts'
import { orderOfRelease, pendingIn } from './pending.ts'
import { projectedOf } from './project.ts'
import type { Posted } from './types.ts'
import { valueOf } from './value-of.ts'

export interface OverdueOptions {
  collections: Collections
  submit: (order: Order) => Promise<Posted>
  storedPosting: (key: string) => Promise<readonly StoredEntry[]>
}

const mostPerRound = 200

/** Ends what ran out. May run in several processes at once: what one has ended another finds ended. */
export function createOverdue({ collections, submit, storedPosting }: OverdueOptions) {
  async function expireHolds(at: Date): Promise<number> {
    const due = collections.holds.find({ expiresAt: { $lte: at } })
    return endAll(due, async ({ _id }) => endOf(await storedPosting(_id)))
  }

  async function expirePoints(at: Date): Promise<number> {
    const filter = { expiresNext: { $lte: at } }
    const due = projectedOf(collections.db).find(filter, { projection: { seq: 1 } })
    return endAll(due, async ({ _id, seq }) => orderOfExpiry(_id, seq, at))
  }

  async function endAll<T>(
    due: AsyncIterable<T>,
    orderOf: (each: T) => Promise<Order>,
  ): Promise<number> {
    let ended = 0
    for await (const some of roundsOf(due)) {
      const answers = await Promise.all(
        some.map(async (each) => valueOf(submit(await orderOf(each)))),
      )
      for (const answer of answers) {
        if (answer instanceof Failure && isRetried(answer.code)) throw answer
      }
      // What somebody else ended meanwhile is refused, or answered again, and is not ours.
      ended += answers.filter((answer) => !(answer instanceof Failure) && !answer.replayed).length
    }
    return ended
  }

  return {
    expireHolds: (at: Date) => reached(expireHolds(at)),
    expirePoints: (at: Date) => reached(expirePoints(at)),
  }
}

function endOf(posting: readonly StoredEntry[]): Order {
  const pending = pendingIn(posting)
  if (pending) return orderOfRelease(pending)
  const [hold] = posting
  if (!hold) throw new Error('a hold has an entry')
  return orderOfVoid(hold, 'expired')
}

async function* roundsOf<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let round: T[] = []
  for await (const item of items) {
    if (round.push(item) < mostPerRound) continue
    yield round
    round = []
  }
  if (round.length > 0) yield round
}
