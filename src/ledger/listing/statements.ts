import type { mongo } from 'mongoose'
import type { Collections } from '../collections.ts'
import type { StoredEntry } from '../entry.ts'
import type { AccountId } from '../types.ts'

/** Some consecutive entries of an account; none, if `low` is beyond `high`. */
export interface Stretch {
  account: AccountId
  low: number
  high: number
}

/** Where an entry stands among those of several accounts. Within an account that is the order of `seq`, too. */
export type Place = Pick<StoredEntry, 'at' | 'account' | 'seq'>

export interface Read<T> {
  items: T[]
  /** How many entries that took. */
  looked: number
}

interface Source extends Stretch {
  size: number
  buffer: StoredEntry[]
}

const fewest = 16
const most = 1_000
const mostAtOnce = 8_000

/** Several statements as one, in the order of their places. What comes may be empty, so that one can stop in between. */
export async function* mergedStatements(
  { entries }: Pick<Collections, 'entries'>,
  stretches: readonly Stretch[],
  { direction, wanted }: { direction: 'asc' | 'desc'; wanted: mongo.Filter<StoredEntry> },
): AsyncGenerator<Read<StoredEntry>> {
  const order = direction === 'desc' ? -1 : 1
  const widest = Math.max(fewest, Math.min(most, Math.floor(mostAtOnce / stretches.length)))
  const sources: Source[] = stretches.map((each) => ({ ...each, size: fewest, buffer: [] }))

  async function fill(source: Source): Promise<number> {
    const { account, low, high, size } = source
    const edge = order === -1 ? Math.max(low, high - size + 1) : Math.min(high, low + size - 1)
    const [from, to] = order === -1 ? [edge, high] : [low, edge]
    const filter = { $and: [{ account, seq: { $gte: from, $lte: to } }, wanted] }
    source.buffer = await entries.find(filter).sort({ seq: order }).toArray()
    if (order === -1) source.high = edge - 1
    else source.low = edge + 1
    source.size = Math.min(widest, size * 2)
    return to - from + 1
  }

  while (sources.some(hasMore)) {
    const looked = await Promise.all(sources.filter(isHungry).map(fill))
    yield { items: merged(sources, order), looked: looked.reduce((sum, each) => sum + each, 0) }
  }
}

export function comparePlaces(a: Place, b: Place): number {
  const apart = a.at.getTime() - b.at.getTime()
  if (apart !== 0) return apart
  if (a.account !== b.account) return a.account < b.account ? -1 : 1
  return a.seq - b.seq
}

/** Takes what is certain to come next: as long as nobody has to look for his next entry first. */
function merged(sources: readonly Source[], order: 1 | -1): StoredEntry[] {
  const taken: StoredEntry[] = []
  while (!sources.some(isHungry)) {
    const next = sources.reduce<Source | undefined>((best, source) => {
      const [first] = source.buffer
      const [other] = best?.buffer ?? []
      return first && (!other || comparePlaces(first, other) * order < 0) ? source : best
    }, undefined)
    const entry = next?.buffer.shift()
    if (!entry) break
    taken.push(entry)
  }
  return taken
}

function isHungry({ buffer, low, high }: Source): boolean {
  return buffer.length === 0 && low <= high
}

function hasMore({ buffer, low, high }: Source): boolean {
  return buffer.length > 0 || low <= high
}
