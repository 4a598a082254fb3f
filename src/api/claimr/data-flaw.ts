import type { FieldError } from '../../domain/failure.ts'
import { pointerOf } from '../../rules/schema-errors.ts'

const forbidden = new Set(['__proto__', 'constructor', 'prototype'])

/** What keeps a JSON value from being stored and asked: too many levels, a key that reaches a prototype, a number without end. */
export function dataFlaw(value: unknown, levels: number, pointer: string): FieldError | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { pointer, code: 'out_of_range', message: 'is a number too large to be read' }
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (levels === 0) return { pointer, code: 'too_deep', message: 'is nested too deeply' }
  for (const [key, part] of Object.entries(value)) {
    if (forbidden.has(key)) {
      const message = `the key ${key} is not accepted`
      return { pointer: pointer + pointerOf([key]), code: 'forbidden_key', message }
    }
    if (isPlain(part)) continue
    const flaw = dataFlaw(part, levels - 1, pointer + pointerOf([key]))
    if (flaw) return flaw
  }
  return undefined
}

/** Most of what is in an event; nothing can be wrong with it, and its pointer need not be written. */
function isPlain(part: unknown): boolean {
  return typeof part === 'string' || typeof part === 'boolean' || Number.isFinite(part)
}
