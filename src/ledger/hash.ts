import { createHash } from 'node:crypto'
import type { StoredEntry } from './entry.ts'

/** What stands before the first entry of every account. */
export const genesis = ''

/**
 * Chains an entry to the one before it in its account: SHA-256 (hexadecimal) over the previous hash and every
 * stored field but the hash itself. Whatever is added, changed or retyped in the store shows.
 */
export function hashOf(previous: string, entry: Omit<StoredEntry, 'hash'>): string {
  const fields = Object.fromEntries(Object.entries(entry).filter(([name]) => name !== 'hash'))
  return createHash('sha256')
    .update(`${previous}\n${canonical(fields)}`)
    .digest('hex')
}

/** One text per value: names sorted, 64-bit integers told apart from other numbers, dates in milliseconds. */
export function canonical(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof Date) return `@${value.getTime()}`
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value === 'object' && value !== null) return canonicalObject(value)
  return JSON.stringify(value) ?? 'undefined'
}

function canonicalObject(value: object): string {
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([name, part]) => `${JSON.stringify(name)}:${canonical(part)}`).join()}}`
}
