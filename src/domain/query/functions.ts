import { isList, typeOf } from './json.ts'
import type { Json } from './json.ts'
import { define, defineMany } from './kinds.ts'
import type { QueryFunction } from './kinds.ts'
import { listFunctions } from './list-functions.ts'
import { refused } from './refused.ts'
import { textFunctions } from './text-functions.ts'

// https://jmespath.org/specification.html#built-in-functions: all of them, and no more.
const functions: Record<string, QueryFunction> = {
  ...listFunctions,
  ...textFunctions,
  // Nothing here answers -0, which JSON does not know.
  abs: define(['number'], ([value]) => Math.abs(value)),
  ceil: define(['number'], ([value]) => Math.ceil(value) + 0),
  floor: define(['number'], ([value]) => Math.floor(value) + 0),
  sum: define(['numbers'], ([values]) => sumOf(values)),
  avg: define(['numbers'], ([values]) =>
    values.length > 0 ? sumOf(values) / values.length : null,
  ),

  keys: define(['object'], ([record], meter) => {
    const keys = meter.keysOf(record)
    meter.build(keys.length)
    return keys
  }),
  values: define(['object'], ([record], meter) => {
    const keys = meter.keysOf(record)
    meter.build(keys.length)
    return keys.map((key) => record[key]!)
  }),
  merge: defineMany('object', (records, meter) => {
    const fields = new Map<string, Json>()
    for (const record of records) {
      const keys = meter.keysOf(record)
      meter.step(keys.length)
      meter.build(keys.length)
      for (const key of keys) fields.set(key, record[key]!)
    }
    return Object.fromEntries(fields)
  }),

  not_null: defineMany('any', (values) => values.find((value) => value !== null) ?? null),
  type: define(['any'], ([value]) => typeOf(value)),
  to_array: define(['any'], ([value], meter) => {
    if (isList(value)) return value
    meter.build(1)
    return [value]
  }),
}

export function functionNamed(name: string): QueryFunction | undefined {
  return Object.hasOwn(functions, name) ? functions[name] : undefined
}

function sumOf(values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0)
  if (!Number.isFinite(sum)) throw refused('invalid_value', 'The sum is too large to be a number')
  return sum
}
