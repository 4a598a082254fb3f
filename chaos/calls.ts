import type {
  AccountId,
  Counter,
  Hold,
  Ledger,
  Posted,
  Posting,
  Reversal,
} from '../src/ledger/types.ts'

/** What clients ask of the ledger, in a form that can be sent and logged. */
export type Call =
  | { do: 'post'; posting: Posting }
  | { do: 'hold'; hold: Hold }
  | { do: 'capture'; capture: { hold: string; to: AccountId; amount: bigint } }
  | { do: 'void'; hold: string }
  | { do: 'reverse'; reversal: Reversal }

export function carryOut(ledger: Ledger, call: Call): Promise<Posted> {
  switch (call.do) {
    case 'post':
      return ledger.post(call.posting)
    case 'hold':
      return ledger.hold(call.hold)
    case 'capture':
      return ledger.capture(call.capture)
    case 'void':
      return ledger.void(call.hold)
    case 'reverse':
      return ledger.reverse(call.reversal)
  }
}

/** The caps and budgets that a call moves, if it is one that does. */
export function countersIn(call: unknown): readonly Counter[] {
  const isPosting = typeof call === 'object' && call !== null && 'posting' in call
  return isPosting ? ((call.posting as Posting).counters ?? []) : []
}
