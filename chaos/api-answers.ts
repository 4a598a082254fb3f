import { answerOfCode } from './answer.ts'
import type { Answer, Told } from './answer.ts'
import { accountIn } from './programme.ts'
import type { Programme } from './programme.ts'

/** What the product's API answers, in the words of the check. */
export interface Reply {
  status: number
  body: Record<string, unknown>
}

export function refusalOf({ status, body }: Reply): Answer {
  const error = (body.error ?? body) as { code?: unknown }
  return answerOfCode(error.code, `${status} ${JSON.stringify(body)}`)
}

/** claimr's clients are told how much was moved, and no more. */
export function movedAnswer(method: 'reward' | 'withdraw', reply: Reply): Answer {
  const { ignored, done } = reply.body
  if (reply.status !== 200) return refusalOf(reply)
  if (ignored === true) return { is: 'refused', code: 'key_conflict' }
  if (done === '0') return { is: 'refused', code: 'insufficient_points' }
  const amount = BigInt(String(done))
  return { is: 'posted', entries: [{ amount: method === 'withdraw' ? -amount : amount }] }
}

export function bookedAnswer(programme: Programme, reply: Reply): Answer {
  if (reply.status !== 200) return refusalOf(reply)
  const { id, entries } = reply.body as { id: string; entries: readonly Booked[] }
  const told = entries.map(({ id, userId, exactAmount, direction }): Told => {
    const amount = BigInt(exactAmount)
    return {
      id,
      account: accountIn(programme, userId),
      amount: direction === 'debit' ? -amount : amount,
    }
  })
  return { is: 'posted', posting: id, entries: told }
}

interface Booked {
  id: string
  userId: string
  exactAmount: string
  direction: 'credit' | 'debit'
}

interface ReceiptLeg {
  entry: string
  posting: string
  account: string
  amount: { minorUnits: string }
  seq: number
}

export function receiptAnswer({ ledger }: Reply['body']): Answer {
  const { legs } = ledger as { legs: readonly ReceiptLeg[] }
  const entries = legs.map(({ entry, posting, account, amount, seq }) => {
    return { id: entry, posting, account, amount: BigInt(amount.minorUnits), seq }
  })
  return { is: 'posted', posting: entries[0]?.posting, entries }
}
