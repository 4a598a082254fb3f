import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { mongo } from 'mongoose'

export interface TurnsOptions {
  db: mongo.Db
  /** Somebody else had the turn: accounts may stand elsewhere than they did. */
  onReturn: () => void
}

/** Whose turn it is. Times are the server's, so that clocks need not agree. */
interface Turn {
  _id: 'ledger'
  holder: string
  until: Date
  /** Counts how often it went from one to another. */
  changes: number
}

/** For how long rounds are begun in one turn: long enough to be worth reading the heads again that others moved. */
const turnMs = 250
/** A turn whose process died ends by itself. */
const longestTurnMs = 2_000
/** Where nobody was in the way for so long, nobody waits for anybody. */
const calmMs = 2_000
const lookMs = 50
const pollMs = 4
/** A turn ends early where nothing was to be written for so long. */
const idleMs = 10

/**
 * Lets processes that write to the same accounts take turns, as long as they get into each other's way. Nothing is at
 * stake but speed: who writes out of turn is stopped by the seq of the accounts, as ever.
 */
export function createTurns({ db, onReturn }: TurnsOptions) {
  const turns = db.collection<Turn>('turns', { writeConcern: { w: 1, journal: false } })
  const me = randomUUID()
  let contendedUntil = -Infinity
  let lookedAt = -Infinity
  let isMine = false
  let endsAt = 0
  let changes: number | undefined
  let active = 0
  let changing: Promise<void> | undefined
  const idle = setTimeout(() => void giveBack(), idleMs).unref()

  /** Returns when a round may be begun; `leave` must follow. */
  async function enter(): Promise<void> {
    if (await isContended()) {
      while (!isMine || performance.now() >= endsAt) {
        await (changing ??= take().finally(changed))
      }
    }
    active++
  }

  function leave(): void {
    active--
    if (isMine && active === 0) idle.refresh()
  }

  /** A round was lost to another process. */
  function lose(): void {
    contendedUntil = performance.now() + calmMs
  }

  async function isContended(): Promise<boolean> {
    const now = performance.now()
    if (now < contendedUntil) return true
    if (now - lookedAt < lookMs) return false
    lookedAt = now
    const running = { holder: { $ne: me }, $expr: { $gt: ['$until', '$$NOW'] } }
    if (await turns.findOne(running)) lose()
    return now < contendedUntil
  }

  async function take(): Promise<void> {
    if (isMine) {
      while (active > 0) await delay(1)
      await end()
      // Those who wait look every few milliseconds, and come first.
      await delay(2 * pollMs)
    }
    while (!(await tryToTake())) await delay(pollMs)
    isMine = true
    endsAt = performance.now() + turnMs
  }

  async function tryToTake(): Promise<boolean> {
    const turn = await turns.findOneAndUpdate({ _id: 'ledger' }, takenBy(me), {
      upsert: true,
      returnDocument: 'after',
    })
    if (turn?.holder !== me) return false
    if (turn.changes !== changes) {
      changes = turn.changes
      lose()
      onReturn()
    }
    return true
  }

  /** Gives the turn back early, so that nobody waits for a process that writes nothing, or ends. */
  function giveBack(): Promise<void> {
    if (isMine && active === 0) {
      // A turn that could not be given back ends by itself.
      changing ??= end()
        .catch(() => {})
        .finally(changed)
    }
    return changing ?? Promise.resolve()
  }

  function changed(): void {
    changing = undefined
  }

  async function end(): Promise<void> {
    isMine = false
    await turns.updateOne({ _id: 'ledger', holder: me }, [{ $set: { until: '$$NOW' } }])
  }

  return { enter, leave, lose, giveBack }
}

/** Makes it somebody's turn if it is nobody else's. */
function takenBy(me: string): mongo.Document[] {
  const isOver = { $lte: [{ $ifNull: ['$until', '$$NOW'] }, '$$NOW'] }
  const until = { $dateAdd: { startDate: '$$NOW', unit: 'millisecond', amount: longestTurnMs } }
  const isAnother = { $ne: ['$holder', me] }
  const changes = { $add: [{ $ifNull: ['$changes', 0] }, { $cond: [isAnother, 1, 0] }] }
  const taken = { $mergeObjects: ['$$ROOT', { holder: me, until, changes }] }
  return [{ $replaceWith: { $cond: [{ $or: [isOver, { $not: isAnother }] }, taken, '$$ROOT'] } }]
}
