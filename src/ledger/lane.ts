import { Failure } from '../domain/failure.ts'
import type { Order } from './order.ts'
import type { Posted } from './types.ts'

type Answer = Posted | Failure

interface Waiting {
  order: Order
  resolve: (posted: Posted) => void
  reject: (error: unknown) => void
}

const mostAccounts = 500

/**
 * Orders of one process are written one round at a time, and what arrives meanwhile shares the next round: so a busy
 * account is no race within the process. `submit` answers when the order is durable; a refusal is thrown.
 */
export function createLane(commit: (orders: readonly Order[]) => Promise<readonly Answer[]>) {
  const waiting: Waiting[] = []
  let isRunning = false

  function submit(order: Order): Promise<Posted> {
    // Not at once, so that orders that are submitted together are written together.
    if (!isRunning) queueMicrotask(() => void run())
    isRunning = true
    return new Promise((resolve, reject) => waiting.push({ order, resolve, reject }))
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) await write(nextRound(waiting))
    isRunning = false
  }

  async function write(round: readonly Waiting[]): Promise<void> {
    try {
      const answers = await commit(round.map(({ order }) => order))
      for (const [index, each] of round.entries()) answer(each, answers[index])
    } catch (error) {
      if (error instanceof Failure || round.length === 1) {
        for (const { reject } of round) reject(error)
      } else {
        // Something in one order could not be stored at all; the others must not go down with it.
        for (const each of round) await write([each])
      }
    }
  }

  return { submit }
}

function nextRound(waiting: Waiting[]): Waiting[] {
  let accounts = 0
  const end = waiting.findIndex(({ order }, index) => {
    accounts += order.accounts.length
    return index > 0 && accounts > mostAccounts
  })
  return waiting.splice(0, end === -1 ? waiting.length : end)
}

function answer({ resolve, reject }: Waiting, answer: Answer | undefined): void {
  if (answer instanceof Failure) reject(answer)
  else if (answer) resolve(answer)
  else reject(new Error('a round answers every order'))
}
