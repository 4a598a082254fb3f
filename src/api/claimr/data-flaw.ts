import type { FieldError } from '../../domain/failure.ts'

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
      return { pointer: `${pointer}/${key}`, code: 'forbidden_key', message }
    }
    const flaw =
      typeof part === 'string'
        ? undefined
        : dataFlaw(part, levels - 1, typeof part === 'object' ? `${pointer}/${key}` : pointer)
    if (flaw) return flaw
  }
  return undefined
}
