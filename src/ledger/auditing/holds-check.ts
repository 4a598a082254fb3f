import type { Collections, OpenHold } from '../collections.ts'
import { entryIdOf, keyOfEntry } from '../entry.ts'
import type { StoredEntry } from '../entry.ts'
import { settlementKeyOf } from '../holding.ts'
import { fieldIn as field } from './entry-fields.ts'
import type { EntryView } from './entry-view.ts'
import type { Problems } from './problems.ts'
import { readPostings } from './raw.ts'

const batchSize = 1_000

/**
 * Compares what is held until some time with the list of what still is: it is on the list until it is settled, and not
 * after.
 */
export function createHoldsCheck(collections: Collections, view: EntryView, problems: Problems) {
  const { db, entries, holds } = collections
  let opened: StoredEntry[] = []

  function take(): void {
    if (view.has(field.expiresAt)) opened.push(view.read())
  }

  async function flush(): Promise<void> {
    while (opened.length > 0) await compare(opened.splice(0, batchSize))
  }

  async function compare(some: readonly StoredEntry[]): Promise<void> {
    const { open, settled } = await standingOf(some.map(({ _id }) => keyOfEntry(_id)))
    for (const entry of some) {
      const key = keyOfEntry(entry._id)
      const flaw = flawOf(entry, open.get(key), settled.get(key))
      if (flaw !== undefined) problems.report(entry.account, entry.seq, flaw)
    }
  }

  /** Both as of one moment, since a hold passes from one to the other. */
  async function standingOf(keys: readonly string[]) {
    const session = db.client.startSession({ snapshot: true })
    try {
      const options = { session, readConcern: { level: 'snapshot' } } as const
      const ids = keys.map((key) => entryIdOf(settlementKeyOf(key), 0))
      const ends = await entries.find({ _id: { $in: ids } }, options).toArray()
      const found = await holds.find({ _id: { $in: [...keys] } }, options).toArray()
      return {
        open: new Map(found.map((hold) => [hold._id, hold])),
        settled: new Map(ends.map((entry) => [keyOfEntry(entry._id).slice(prefix), entry])),
      }
    } finally {
      await session.endSession()
    }
  }

  /** Reads the list: everything on it was opened by an entry. */
  async function end(): Promise<void> {
    await flush()
    let some: OpenHold[] = []
    for await (const hold of holds.find({}, { batchSize })) {
      if (some.push(hold) < batchSize) continue
      await trace(some)
      some = []
    }
    await trace(some)
  }

  async function trace(some: readonly OpenHold[]): Promise<void> {
    const legs = await readPostings(
      collections,
      some.map(({ _id }) => _id),
    )
    const openers = new Set(legs.map((leg) => nameOf(keyOfEntry(leg._id), leg)))
    for (const hold of some) {
      if (openers.has(nameOf(hold._id, hold))) continue
      problems.report(hold.account, 0, `nothing opened ${hold._id}, which is listed as held`)
    }
  }

  return { take, flush, end }
}

const prefix = settlementKeyOf('').length

function nameOf(key: string, { account, expiresAt }: Pick<StoredEntry, 'account' | 'expiresAt'>) {
  return `${key} ${account} ${expiresAt?.getTime()}`
}

function flawOf(opened: StoredEntry, open: OpenHold | undefined, end: StoredEntry | undefined) {
  const isSettled = end !== undefined && end.kind !== 'refusal'
  if (isSettled && open) return 'what it holds is settled and still listed'
  if (!isSettled && !open) return 'what it holds is not listed'
  const isHold = opened.kind === 'hold'
  if (open && (nameOf('', open) !== nameOf('', opened) || (open.kind === 'hold') !== isHold)) {
    return 'what it holds is listed otherwise'
  }
  if (isSettled && isHold && end.heldChange !== -(opened.heldChange ?? 0n)) {
    return 'what it holds was not settled as a whole'
  }
  return undefined
}
