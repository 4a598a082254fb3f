import { createHash } from 'node:crypto'
import type { Answer } from './answer.ts'
import { canonical } from './wire.ts'

export interface Problem {
  /** Acknowledged and not stored, stored more than once, or anything else that must not be. */
  kind: 'lost' | 'twice' | 'broken'
  message: string
}

export type Report = (kind: Problem['kind'], message: string) => void

/** An operation as the log tells it. Times are positions in the log. */
export interface Request {
  operation: string
  begun: number
  /** When it was first told that it is stored. */
  stored?: number
  outcome?: Outcome
  sends: Map<number, number>
  /** Whether what it names may be settled, used up or run out by the time it is asked. */
  mayBeInvalid: boolean
}

export type Outcome = { is: 'posted'; digest: string; posting: string | undefined } | Refused
export type Refused = Extract<Answer, { is: 'refused' }>

/** Ends the name of an operation that races another one with the same key. */
export const rivalMark = '.rival'

export function newRequest(operation: string, begun: number, call: unknown): Request {
  const kind = typeof call === 'object' && call !== null && 'do' in call ? call.do : undefined
  const mayBeInvalid = ['hold', 'capture', 'void', 'reverse'].includes(String(kind))
  return { operation, begun, sends: new Map(), mayBeInvalid }
}

export function isConflict(outcome: Outcome): boolean {
  return outcome.is === 'refused' && outcome.code === 'key_conflict'
}

export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('base64').slice(0, 22)
}
