export type Json = null | boolean | number | string | JsonList | JsonRecord
export type JsonList = readonly Json[]
export interface JsonRecord {
  readonly [name: string]: Json
}

export function isList(value: unknown): value is JsonList {
  return Array.isArray(value)
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** JMESPath's word for what a value is. */
export function typeOf(value: Json): string {
  if (value === null) return 'null'
  return isList(value) ? 'array' : typeof value
}

/** What JMESPath takes for true: all but null, false, and what is empty. Zero is true. */
export function isTrue(value: Json, keysOf: (record: JsonRecord) => readonly string[]): boolean {
  if (value === null || value === false || value === '') return false
  if (isList(value)) return value.length > 0
  return isRecord(value) ? keysOf(value).length > 0 : true
}
