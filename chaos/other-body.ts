import type { Call } from './calls.ts'

/** The same key with another body. A hold's end has no key of its own. */
export function otherOf(call: Call): Call | undefined {
  switch (call.do) {
    case 'post': {
      const { legs, counters, ...rest } = call.posting
      const posting = { ...rest, legs: twice(legs), ...(counters && { counters: twice(counters) }) }
      return { do: 'post', posting }
    }
    case 'hold':
      return { do: 'hold', hold: { ...call.hold, amount: call.hold.amount * 2n } }
    case 'reverse': {
      const { amount = 0n } = call.reversal
      return { do: 'reverse', reversal: { ...call.reversal, amount: amount * 2n } }
    }
    case 'capture':
    case 'void':
      return undefined
  }
}

function twice<T extends { amount: bigint }>(parts: readonly T[]): T[] {
  return parts.map((part) => ({ ...part, amount: part.amount * 2n }))
}
