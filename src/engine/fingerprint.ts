import { createHmac } from 'node:crypto'
import { canonical, fieldsOf } from './canonical.ts'

/** What a request says, in the parts in which clients say it. */
export interface Said {
  path: Readonly<Record<string, unknown>>
  query: Readonly<Record<string, unknown>>
  body: unknown
}

/** A digest of a value, and of its parts, so that what differs can be named without keeping what was said. */
type Digest = readonly [hash: string, parts?: Readonly<Record<string, Digest>>]
type Digests = Record<keyof Said, Digest>

const deepest = 3
const longestText = 32_768

/** Digests of what was said, as text. The salt keeps equal values in different requests from looking equal. */
export function fingerprintOf(said: Said, salt: string): string {
  const text = JSON.stringify(digestsOf(said, salt, deepest))
  return text.length <= longestText ? text : JSON.stringify(digestsOf(said, salt, 1))
}

/** JSON pointers to where two fingerprints with the same salt differ; none if the same was said. */
export function differencesOf(one: string, other: string): string[] {
  const [a, b] = [one, other].map((text) => JSON.parse(text) as Digests) as [Digests, Digests]
  return (['path', 'query', 'body'] as const).flatMap((part) => namesIn(a[part], b[part], ''))
}

function digestsOf({ path, query, body }: Said, salt: string, depth: number): Digests {
  return {
    path: digestOf(path, salt, depth),
    query: digestOf(query, salt, depth),
    body: digestOf(body, salt, depth),
  }
}

function digestOf(value: unknown, salt: string, depth: number): Digest {
  const hash = createHmac('sha256', salt).update(canonical(value)).digest('base64url').slice(0, 16)
  if (depth === 0 || typeof value !== 'object' || value === null) return [hash]
  const parts = fieldsOf(value).map(([name, field]) => [name, digestOf(field, salt, depth - 1)])
  return [hash, Object.fromEntries(parts) as Record<string, Digest>]
}

function namesIn(a: Digest, b: Digest, pointer: string): string[] {
  const [[hash, parts], [otherHash, otherParts]] = [a, b]
  if (hash === otherHash) return []
  if (!parts || !otherParts) return [pointer]
  const [ours, theirs] = [new Map(Object.entries(parts)), new Map(Object.entries(otherParts))]
  return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((name) => {
    const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const [one, other] = [ours.get(name), theirs.get(name)]
    return one && other ? namesIn(one, other, at) : [at]
  })
}
