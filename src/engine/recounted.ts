import { advanceMany } from '../domain/count.ts'
import { unitsOf } from '../domain/decimal.ts'
import type { EarnedWindow } from '../domain/owed.ts'
import type { Counter } from '../domain/task.ts'
import { latenessMs } from './events.ts'
import type { Heard } from './hear-page.ts'

/** What a user has come to, counted from nothing. */
export interface Recounted {
  counter: Counter
  /** Windows that the counter does not keep any more, from the first one on, those alike together. */
  closed: readonly Run[]
  /** When the last of it was accepted, in milliseconds. */
  heardAt: number
}

/** So many windows in a row that came to the same number of multiples. */
interface Run {
  windows: number
  paid: string
}

/** Counts what was heard on top of what was counted before, by the code that counts what comes in. */
export function recountedWith(before: Recounted | undefined, { open, facts }: Heard): Recounted {
  const { task } = open.compiled
  const options = { unit: open.unit, keptFor: latenessMs }
  const { counter, crossings } = advanceMany(task, before?.counter, facts, options)
  const known = new Map<number, string>()
  for (const { index, paid } of before?.counter.windows ?? []) known.set(index, paid)
  for (const { window, amount } of crossings) known.set(window, amount)

  const closed = [...(before?.closed ?? [])]
  const [oldest] = counter.windows
  for (let index = lengthOf(closed); index < (oldest?.index ?? 0); index++) {
    append(closed, known.get(index) ?? '0')
  }
  const heardAt = facts.at(-1)?.event.acceptedAt.getTime() ?? 0
  return { counter, closed, heardAt: Math.max(before?.heardAt ?? 0, heardAt) }
}

/** All windows there were, oldest first. */
export function* windowsOf({ closed, counter }: Recounted): Generator<EarnedWindow> {
  let index = 0
  for (const { windows, paid } of closed) {
    const units = unitsOf(paid)
    for (const end = index + windows; index < end; index++) yield { index, paid: units }
  }
  for (const { index, paid } of counter.windows) yield { index, paid: unitsOf(paid) }
}

/** Whether two counters stand alike; in how many payments they came there does not matter. */
export function isSameCount(a: Counter | undefined, b: Counter | undefined): boolean {
  return textOf(a) === textOf(b)
}

function textOf(counter: Counter | undefined): string {
  const windows = counter?.windows.map(({ steps: _steps, ...window }) =>
    Object.entries(window)
      .filter(([, value]) => value !== undefined && value !== null)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
  return JSON.stringify([windows ?? [], counter?.finished ?? false])
}

function append(runs: Run[], paid: string): void {
  const last = runs.at(-1)
  if (last?.paid === paid) runs[runs.length - 1] = { paid, windows: last.windows + 1 }
  else runs.push({ paid, windows: 1 })
}

function lengthOf(runs: readonly Run[]): number {
  return runs.reduce((sum, { windows }) => sum + windows, 0)
}
