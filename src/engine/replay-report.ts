import { wholeOf } from '../domain/points.ts'
import type { CounterRecord } from '../store/counters.ts'
import type { Currency } from '../store/currencies.ts'
import type { Replayed, Skip } from './replay-page.ts'
import type { Moved } from './replay-pay.ts'
import type { OpenTask } from './tasks.ts'

/** What was counted in the newest window, and the how many-th it is. */
export interface CountedNow {
  window: number
  value: string
}

/** What a replay comes to for one user; amounts are whole units of the currency. */
export type ReplayLine =
  | {
      kind: 'changed'
      user: string
      before: CountedNow | null
      now: CountedNow | null
      owed: string
      paid: string
      /** What is due, below zero if too much was paid; and what was moved of it, or would be. */
      difference: string
      moved: string
      /** Why the ledger took none of it. */
      refusal?: string | undefined
    }
  /** What an earlier run had written down and not yet moved. */
  | { kind: 'finished'; user: string; moved: string; refusal?: string | undefined }
  | { kind: 'skipped'; user: string; reason: Skip }

export interface ReplayReport {
  rule: string
  currency: string
  dryRun: boolean
  /** How many users were looked at, and how many of them changed. */
  users: number
  changed: number
  /** In all. */
  given: string
  taken: string
  /** What is due, and could not be moved now: mostly points to be taken that are spent. */
  left: string
  skipped: readonly { user: string; reason: Skip }[]
  lines: readonly ReplayLine[]
}

export interface ReplayReportOptions {
  open: OpenTask
  currency: Currency
  isDryRun: boolean
  onLine?: ((line: ReplayLine) => void) | undefined
}

/** Adds up what a replay comes to; `moved` is undefined where nothing is to be written. */
export function createReplayReport({ open, currency, isDryRun, onLine }: ReplayReportOptions) {
  const lines: ReplayLine[] = []
  let [users, given, taken, left] = [0, 0n, 0n, 0n]

  function finished(
    counters: readonly CounterRecord[],
    moved: ReadonlyMap<string, Moved> | undefined,
  ): void {
    for (const { user, replay } of counters) {
      const done = moved?.get(user) ?? { moved: BigInt(replay?.due?.amount ?? 0) }
      add(done.moved)
      tell({ kind: 'finished', user, ...toldOf(done) })
    }
  }

  function page(
    replayed: readonly Replayed[],
    moved: ReadonlyMap<string, Moved> | undefined,
  ): void {
    users += replayed.length
    for (const each of replayed) {
      const { user } = each
      if (each.skipped !== undefined) tell({ kind: 'skipped', user, reason: each.skipped })
      else if (each.isChange || each.difference !== 0n) {
        const done = moved ? (moved.get(user) ?? { moved: 0n }) : { moved: each.movable }
        add(done.moved)
        left += sizeOf(each.difference - done.moved)
        tell(changeOf(each, done))
      }
    }
  }

  function changeOf(
    { user, before, after, owed, paid, difference }: Extract<Replayed, { skipped?: undefined }>,
    done: Moved,
  ): ReplayLine {
    return {
      ...{ kind: 'changed', user, before: countedIn(before), now: countedIn(after) },
      ...{ owed: whole(owed), paid: whole(paid), difference: whole(difference) },
      ...toldOf(done),
    }
  }

  function toldOf({ moved, refusal }: Moved) {
    return { moved: whole(moved), ...(refusal === undefined ? {} : { refusal }) }
  }

  function add(moved: bigint): void {
    if (moved > 0n) given += moved
    else taken -= moved
  }

  function tell(line: ReplayLine): void {
    lines.push(line)
    onLine?.(line)
  }

  function end(): ReplayReport {
    return {
      ...{ rule: open.record._id, currency: currency.symbol, dryRun: isDryRun, users },
      changed: lines.filter(({ kind }) => kind === 'changed').length,
      ...{ given: whole(given), taken: whole(taken), left: whole(left) },
      skipped: lines.flatMap((line) =>
        line.kind === 'skipped' ? [{ user: line.user, reason: line.reason }] : [],
      ),
      lines,
    }
  }

  const whole = (minor: bigint) => wholeOf(minor, currency.decimals)

  return { finished, page, end }
}

function countedIn(counter: CounterRecord | undefined): CountedNow | null {
  const newest = counter?.windows.at(-1)
  return newest ? { window: newest.index, value: newest.value } : null
}

function sizeOf(amount: bigint): bigint {
  return amount < 0n ? -amount : amount
}
