import { crc32 } from 'node:zlib'
import { ulid } from 'ulid'
import { Failure } from '../domain/failure.ts'
import { inboxShards } from '../domain/names.ts'
import type { EventRecord } from '../store/events.ts'
import type { Store } from '../store/index.ts'
import type { Shard } from '../store/inbox.ts'

/** A fact that has yet to be given its place. */
export type Fact = Omit<EventRecord, 'shard' | 'lane' | 'seq' | 'acceptedAt'>

export interface InboxOptions {
  store: Pick<Store, 'events' | 'inbox'>
  /** Told which shards got something; answers how far all of them are folded. */
  ring: (shards: ReadonlySet<number>) => Promise<readonly Shard[]>
  now: () => Date
  /** How many facts of this process may wait to be written, and to be folded. @default 20000, 200000 */
  mostWaiting?: number | undefined
  mostBehind?: number | undefined
}

interface Batch {
  facts: readonly Fact[]
  resolve: (isNew: readonly boolean[]) => void
  reject: (error: unknown) => void
}

/** What this process has written: its name, and the last number of each shard. */
interface OwnLane {
  id: string
  last: number[]
  acceptedAt: number
  seenAt: number
}

const mostInRound = 1_000
const seenEveryMs = 60_000
const lookEveryMs = 250

/**
 * This process's way into the inbox. Facts that come while others are being written share the next command. One is under
 * way at a time, so that what is written shows in the order of its numbers: whoever folds up to a number misses nothing
 * below it. A lane that a write failed in may still show something later, so nothing more is written into it.
 */
export function createInbox(options: InboxOptions) {
  const { store, ring, now, mostWaiting = 20_000, mostBehind = 200_000 } = options
  const batches: Batch[] = []
  let waiting = 0
  let behind = 0
  let lookedAt = 0
  let isWriting = false
  let isClosed = false
  let lane: OwnLane | undefined
  let looking: Promise<void> | undefined
  const touched = new Set<number>()
  const drained = Promise.withResolvers<void>()

  /**
   * Answers when the facts are durable: for each whether it is new, or was there before. Throws `too_many_requests`, with
   * nothing written, while more waits than is bounded, and `unavailable` when MongoDB cannot be reached.
   */
  function put(facts: readonly Fact[]): Promise<readonly boolean[]> {
    if (isClosed) return Promise.reject(new Failure('unavailable', 'this process is closing'))
    if (waiting + facts.length > mostWaiting || behind > mostBehind) {
      if (now().getTime() - lookedAt > lookEveryMs) void look()
      return Promise.reject(full())
    }
    return new Promise((resolve, reject) => {
      batches.push({ facts, resolve, reject })
      waiting += facts.length
      if (!isWriting) void write()
    })
  }

  async function write(): Promise<void> {
    isWriting = true
    // Not at once, so that what came with one turn of the network goes out together.
    await new Promise((resolve) => setImmediate(resolve))
    while (batches.length > 0) await writeRound(nextRound(batches))
    isWriting = false
    if (isClosed) drained.resolve()
  }

  async function writeRound(round: readonly Batch[]): Promise<void> {
    try {
      const documents = placed(
        round.flatMap(({ facts }) => facts),
        (lane ??= await openLane()),
      )
      const isNew = await store.events.insert(documents)
      let from = 0
      for (const { facts, resolve } of round) resolve(isNew.slice(from, (from += facts.length)))
    } catch (error) {
      lane = undefined
      for (const { reject } of round) reject(error)
    }
    for (const { facts } of round) waiting -= facts.length
    void look()
  }

  function placed(facts: readonly Fact[], own: OwnLane): EventRecord[] {
    // The order of acceptance must be that of the numbers, also when the clock is set back.
    own.acceptedAt = Math.max(own.acceptedAt, now().getTime())
    const acceptedAt = new Date(own.acceptedAt)
    return facts.map((fact) => {
      const shard = shardOf(fact)
      touched.add(shard)
      const seq = (own.last[shard] ?? 0) + 1
      own.last[shard] = seq
      return { ...fact, shard, lane: own.id, seq, acceptedAt }
    })
  }

  async function openLane(): Promise<OwnLane> {
    const at = now()
    const id = ulid(at.getTime())
    await store.inbox.lanes.see(id, at)
    return { id, last: [], acceptedAt: at.getTime(), seenAt: at.getTime() }
  }

  /** Rings where something was written, and sees how far behind the folding is; one look at a time. */
  function look(): Promise<void> {
    looking ??= lookNow().finally(() => {
      looking = undefined
      if (touched.size > 0) void look()
    })
    return looking
  }

  async function lookNow(): Promise<void> {
    const shards = new Set(touched)
    touched.clear()
    lookedAt = now().getTime()
    const own = lane
    const states = await ring(shards)
    if (!own) return
    behind = 0
    for (const { _id, folded } of states) behind += (own.last[_id] ?? 0) - (folded[own.id] ?? 0)
    if (lookedAt - own.seenAt < seenEveryMs) return
    own.seenAt = lookedAt
    await store.inbox.lanes.see(own.id, new Date(lookedAt))
  }

  /** Takes no more, and returns when what it has is written and rung for. */
  async function drain(): Promise<void> {
    isClosed = true
    if (isWriting) await drained.promise
    await looking
  }

  return { put, drain, waiting: () => waiting, behind: () => behind }
}

export type Inbox = ReturnType<typeof createInbox>

/** Everything of one account is folded in one shard, in the order in which it was accepted. */
export function shardOf({ website, platform, account }: Fact): number {
  return crc32(`${website}\n${platform}\n${account}`) % inboxShards
}

function nextRound(batches: Batch[]): Batch[] {
  let size = 0
  let end = 0
  for (const { facts } of batches) {
    size += facts.length
    if (end > 0 && size > mostInRound) break
    end++
  }
  return batches.splice(0, end)
}

function full(): Failure {
  const message = 'more events wait to be counted than is bounded; nothing of this was taken'
  return new Failure('too_many_requests', message, { retryAfterSeconds: 1 })
}
