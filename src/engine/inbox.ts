import type { Logger } from 'pino'
import { ulid } from 'ulid'
import { Failure } from '../domain/failure.ts'
import type { Store } from '../store/index.ts'
import type { Shard } from '../store/inbox.ts'
import { createLane } from './inbox-lane.ts'
import type { Fact, OwnLane } from './inbox-lane.ts'
import { laneSilentMs } from './inbox-page.ts'
import { commandsOf, nextRound, textOf } from './inbox-rounds.ts'
import type { Batch } from './inbox-rounds.ts'

export interface InboxOptions {
  store: Pick<Store, 'events' | 'inbox'>
  /** Told which shards got something; answers how far all of them are folded, or throws if that cannot be seen now. */
  ring: (shards: ReadonlySet<number>) => Promise<readonly Shard[]>
  log: Pick<Logger, 'warn'>
  now: () => Date
  /** How many facts of this process may wait to be written, and to be folded. @default 20000, 200000 */
  mostWaiting?: number | undefined
  mostBehind?: number | undefined
  /** How many characters of text may wait to be written. @default 64 million */
  mostWaitingText?: number | undefined
}

const seenEveryMs = 60_000
const lookEveryMs = 250
/** Well before others may take it for dead, a lane that nobody was told of is given up. */
const mostSilentMs = laneSilentMs / 2

/**
 * This process's way into the inbox. Facts that come while others are being written share the next command. One is under
 * way at a time, so that what is written shows in the order of its numbers: whoever folds up to a number misses nothing
 * below it. A lane that a write failed in may still show something later, so nothing more is written into it.
 */
export function createInbox(options: InboxOptions) {
  const { store, ring, log, now } = options
  const { mostWaiting = 20_000, mostBehind = 200_000, mostWaitingText = 64_000_000 } = options
  const batches: Batch[] = []
  let waiting = 0
  let waitingText = 0
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
    const text = facts.reduce((sum, fact) => sum + textOf(fact), 0)
    if (isFull(facts.length, text)) {
      if (now().getTime() - lookedAt > lookEveryMs) look()
      return Promise.reject(full())
    }
    return new Promise((resolve, reject) => {
      batches.push({ facts, text, resolve, reject })
      waiting += facts.length
      waitingText += text
      if (!isWriting) void write()
    })
  }

  function isFull(more: number, text: number): boolean {
    const isTooMuch = waiting + more > mostWaiting || waitingText + text > mostWaitingText
    return isTooMuch || behind() > mostBehind
  }

  /** Never rejects: whoever put something is told what came of it. */
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
      const isNew = await insert(round.flatMap(({ facts }) => facts))
      let from = 0
      for (const { facts, resolve } of round) resolve(isNew.slice(from, (from += facts.length)))
    } catch (error) {
      lane = undefined
      for (const { reject } of round) reject(error)
    }
    for (const { facts, text } of round) {
      waiting -= facts.length
      waitingText -= text
    }
    look()
  }

  async function insert(facts: readonly Fact[]): Promise<readonly boolean[]> {
    if (!lane || lane.silentMs(now()) > mostSilentMs) lane = await openLane()
    const isNew: boolean[] = []
    for (const command of commandsOf(facts)) {
      const events = lane.place(command, now())
      for (const { shard } of events) touched.add(shard)
      const answer = await store.events.insert(events)
      lane.wrote(events, answer)
      isNew.push(...answer)
    }
    return isNew
  }

  async function openLane(): Promise<OwnLane> {
    const at = now()
    const id = ulid(at.getTime())
    await store.inbox.lanes.open(id, at)
    return createLane(id, at)
  }

  /** Rings where something was written, and sees how far behind the folding is; one look at a time. */
  function look(): void {
    looking ??= lookNow()
      .catch((err: unknown) => {
        // What was written stays, and housekeeping rings for it.
        log.warn({ err }, 'it could not be seen how far the inbox is folded')
      })
      .finally(() => {
        looking = undefined
        if (touched.size > 0) look()
      })
  }

  async function lookNow(): Promise<void> {
    const shards = new Set(touched)
    touched.clear()
    const at = now()
    lookedAt = at.getTime()
    const own = lane
    const states = await ring(shards)
    own?.noteFolded(states)
    if (own && own.silentMs(at) >= seenEveryMs) await saySeen(own, at)
  }

  async function saySeen(own: OwnLane, at: Date): Promise<void> {
    if (await store.inbox.lanes.see(own.id, at)) own.noteSeen(at)
    else if (lane === own) lane = undefined
  }

  /** Takes no more, and returns when what it has is written and rung for. */
  async function drain(): Promise<void> {
    isClosed = true
    if (isWriting) await drained.promise
    while (looking) await looking
  }

  const behind = () => lane?.behind() ?? 0

  return { put, drain, waiting: () => waiting, behind }
}

export type Inbox = ReturnType<typeof createInbox>

function full(): Failure {
  const message = 'more events wait to be counted than is bounded; nothing of this was taken'
  return new Failure('too_many_requests', message, { retryAfterSeconds: 1 })
}
