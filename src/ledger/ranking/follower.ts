import { setImmediate as turn } from 'node:timers/promises'
import type { mongo } from 'mongoose'
import { isOutage } from '../outage.ts'
import { pause } from '../pause.ts'
import { changeOf, watchAccounts } from './changes.ts'
import type { Change } from './changes.ts'

export interface FollowerOptions {
  db: mongo.Db
  /** Told of every change of every account in its turn. May throw: then changes count as missed. */
  follow: (change: Change) => void
  /** Asked every now and then: false ends the stream until `start` is called again. */
  isWanted: () => boolean
  /** Changes were missed, or may have been: whatever was kept up by them is to be made anew. */
  forget: () => void
  onError: (error: unknown) => void
  now: () => Date
}

const waitMs = 250
const restartMs = 1_000
const eventsPerTurn = 16

/**
 * Follows the changes of all accounts by one stream, while anybody wants to know. After an outage it goes on where it was;
 * after anything else (the place has left the oplog, the collection was dropped) it says that changes were missed.
 */
export function createFollower(options: FollowerOptions) {
  const { db, now, onError } = options
  let position: mongo.ChangeStreamOptions | undefined
  let starting: Promise<void> | undefined
  let wake = () => {}
  let seen = new Date(0)

  /** Returns when every change from now on will be told. */
  function start(): Promise<void> {
    starting ??= begin()
    return starting
  }

  async function begin(): Promise<void> {
    try {
      position = { startAtOperationTime: await timeOf(db) }
      seen = new Date(0)
      wake()
    } catch (error) {
      starting = undefined
      throw error
    }
  }

  function end(): void {
    position = starting = undefined
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (position) await read(position, signal)
        else await started(signal)
      } catch (error) {
        onError(error)
        if (!isOutage(error)) {
          end()
          options.forget()
        }
        await pause(restartMs, signal)
      }
    }
  }

  async function read(from: mongo.ChangeStreamOptions, signal: AbortSignal): Promise<void> {
    const stream = watchAccounts(db, from, waitMs)
    try {
      for (let told = 1; !signal.aborted; told++) {
        const lookedAt = now()
        const event = await stream.tryNext()
        if (event) tell(changeOf(event))
        else see(lookedAt)
        if (stream.resumeToken) position = { resumeAfter: stream.resumeToken }
        if (event && told % eventsPerTurn > 0) continue
        if (!options.isWanted()) return end()
        // What has arrived together is told without a pause, and questions have to be answered, too.
        await turn()
      }
    } finally {
      await stream.close()
    }
  }

  function tell(change: Change): void {
    options.follow(change)
    see(change.at)
  }

  function see(until: Date): void {
    if (until > seen) seen = until
  }

  function started(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      wake = resolve
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }

  return {
    ...{ start, run },
    /** Everything that was changed until then has been told, by our clock or by MongoDB's. */
    seenUntil: () => seen,
  }
}

/** The last time of MongoDB's. */
export async function timeOf(db: mongo.Db): Promise<mongo.Timestamp> {
  const { operationTime } = await db.command({ ping: 1 })
  return operationTime as mongo.Timestamp
}
