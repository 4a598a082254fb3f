import { Failure } from '../domain/failure.ts'
import type { Committing } from './commit.ts'
import type { Order } from './order.ts'
import type { Posted } from './types.ts'

export interface LaneOptions {
  commit: (orders: readonly Order[]) => Committing
  /** Beyond it orders are refused with `unavailable`, and nothing of them is written. */
  mostWaiting: number
}

interface Waiting {
  order: Order
  resolve: (posted: Posted) => void
  reject: (error: unknown) => void
}

const mostAccounts = 1_000
const mostRounds = 3

/**
 * Orders of one process are written in rounds, and what arrives while rounds are under way shares the next one: so a
 * busy account is no race within the process, and the busier it is, the less a posting costs.
 */
export function createLane({ commit, mostWaiting }: LaneOptions) {
  const waiting: Waiting[] = []
  let rounds = 0
  let isPlanning = false
  let isClosed = false
  const drained = Promise.withResolvers<void>()

  /** Answers when the order is durable; a refusal is thrown. */
  function submit(order: Order): Promise<Posted> {
    if (isClosed) return Promise.reject(busy('The ledger is closing in this process.'))
    if (waiting.length >= mostWaiting) return Promise.reject(busy('The ledger has too much to do.'))
    return new Promise((resolve, reject) => {
      waiting.push({ order, resolve, reject })
      pump()
    })
  }

  function pump(): void {
    if (isPlanning || rounds === mostRounds || waiting.length === 0) return
    isPlanning = true
    rounds++
    // Not at once, so that those who were answered just now, or submit several, share the round.
    setImmediate(() => void write(nextRound(waiting)).finally(endRound))
  }

  function endRound(): void {
    rounds--
    pump()
    if (rounds === 0 && waiting.length === 0) drained.resolve()
  }

  async function write(round: readonly Waiting[]): Promise<void> {
    const { planned, answers } = commit(round.map(({ order }) => order))
    void planned.then(() => {
      isPlanning = false
      pump()
    })
    try {
      const told = await answers
      told.forEach((answer, index) => tell(round[index], answer))
    } catch (error) {
      if (error instanceof Failure || round.length === 1) {
        for (const { reject } of round) reject(error)
      } else {
        // Something in one order could not be stored at all; the others must not go down with it.
        for (const each of round) await write([each])
      }
    }
  }

  /** Takes no more orders, and returns when those it has are answered. */
  async function drain(): Promise<void> {
    isClosed = true
    if (rounds > 0 || waiting.length > 0) await drained.promise
  }

  return { submit, drain, size: () => waiting.length }
}

function nextRound(waiting: Waiting[]): Waiting[] {
  let accounts = 0
  let end = 0
  for (const { order } of waiting) {
    accounts += order.accounts.length
    if (end > 0 && accounts > mostAccounts) break
    end++
  }
  return waiting.splice(0, end)
}

function tell(waiting: Waiting | undefined, answer: Posted | Failure): void {
  if (answer instanceof Failure) waiting?.reject(answer)
  else waiting?.resolve(answer)
}

function busy(message: string): Failure {
  return new Failure('unavailable', message, { retryAfterSeconds: 1 })
}
