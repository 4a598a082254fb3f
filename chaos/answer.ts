import { isFailureCode, isRetried } from '../src/domain/failure.ts'
import type { Entry } from '../src/ledger/types.ts'
import { canonical } from './wire.ts'

/** As much of an entry as a door tells; every field of it must be what is stored. */
export type Told = Partial<Entry> & Pick<Entry, 'amount'>

/** What a client learns from one send. */
export type Answer =
  | { is: 'posted'; posting?: string | undefined; entries: readonly Told[] }
  | { is: 'refused'; code: string }
  /** Nobody can say whether it was done: it has to be sent again. */
  | { is: 'unknown'; why: string }

/** These are remembered under their key: whoever asks again is told the same. */
const remembered: readonly string[] = ['insufficient_points', 'cap_reached', 'account_closed']

export function isRemembered(code: string): boolean {
  return remembered.includes(code)
}

/** The answer behind a failure's code: some only say that it should be tried again. */
export function answerOfCode(code: unknown, message: string): Answer {
  const isFinal = isFailureCode(code) && !isRetried(code)
  return isFinal ? { is: 'refused', code } : { is: 'unknown', why: message }
}

/** The fields of an entry that were told otherwise than they are stored. */
export function differencesOf(told: Told, entry: Entry): string[] {
  const fields = Object.keys(told) as (keyof Entry)[]
  return fields.filter((field) => canonical(told[field]) !== canonical(entry[field]))
}
