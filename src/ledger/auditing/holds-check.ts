import type { OpenHold } from '../collections.ts'
import { keyOfEntry } from '../entry.ts'
import type { StoredEntry } from '../entry.ts'
import { settlementKeyOf } from '../holding.ts'
import { fieldIn as field } from './entry-fields.ts'
import type { EntryView } from './entry-view.ts'
import type { Problems } from './problems.ts'
import { readAll, readPostings } from './raw.ts'
import type { Stored } from './stored.ts'

const batchSize = 1_000

/**
 * Compares what is held until some time with the list of what still is: it is on the list until it is settled, and not
 * after.
 */
export function createHoldsCheck(stored: Stored, view: EntryView, problems: Problems) {
  const opened: StoredEntry[] = []

  function take(): void {
    if (view.has(field.expiresAt)) opened.push(view.read())
  }

  async function flush(): Promise<void> {
    while (opened.length > 0) await compare(opened.splice(0, batchSize))
  }

  async function compare(some: readonly StoredEntry[]): Promise<void> {
    const { open, ends } = await stored.holdsAndEnds(some.map(({ _id }) => keyOfEntry(_id)))
    const openByKey = new Map(open.map((hold) => [hold._id, hold]))
    const endByKey = new Map(readAll(ends).map((entry) => [keyOfEntry(entry._id), entry]))
    for (const entry of some) {
      const key = keyOfEntry(entry._id)
      const flaw = flawOf(entry, openByKey.get(key), endByKey.get(settlementKeyOf(key)))
      if (flaw !== undefined) problems.report(entry.account, entry.seq, flaw)
    }
  }

  /** Reads the list: everything on it was opened by an entry. */
  async function end(): Promise<void> {
    await flush()
    let some: OpenHold[] = []
    for await (const hold of stored.holds()) {
      if (some.push(hold) < batchSize) continue
      await trace(some)
      some = []
    }
    await trace(some)
  }

  async function trace(some: readonly OpenHold[]): Promise<void> {
    const legs = await readPostings(
      stored,
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
