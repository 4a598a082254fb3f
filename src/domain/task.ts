import type { Factor } from './verdict.ts'

/** What a task hears: events of one name, what is added to a stream, or what is said of the task itself. */
export type Listens =
  | { kind: 'event'; platform: string; category: string; name: string }
  | { kind: 'stream'; stream: string }
  | { kind: 'action' }

export const recurrences = ['Once', '8h', 'Daily', 'Weekly', 'Multiple'] as const
export type Recurrence = (typeof recurrences)[number]

/** A rule that pays for what is reported, as it is reported: claimr's API and event tasks. */
export interface Task {
  listens: Listens
  /** `count` adds 1 for each, `sum` the value, `set` replaces by it; of `points` nothing is counted, the value is paid. */
  measure: 'count' | 'sum' | 'set' | 'points'
  /** JMESPath over the list of one event: a filter where events are counted, what is added up where values are. */
  query?: string | undefined
  /** A decimal above zero; absent for `points`. */
  target?: string | undefined
  recurrence: Recurrence
  /** Pays for every multiple of the target, not only for the first. */
  progressive: boolean
  /** Goes on after it has paid, as the recurrence says. */
  continuous: boolean
  /** Of a progressive one: pays parts of multiples too, once the target is reached. */
  fractional: boolean
  /** What the verdict brings with it: the task's percentage, as a factor. */
  factors: readonly Factor[]
}

/** One stretch of time in which a task counts for a user from zero. */
export interface CountWindow {
  /** 0, 1, ... */
  index: number
  /** The first counted fact's own time; of a later window, the end of the one before. */
  startsAt: Date
  /** What was counted, an exact decimal. */
  value: string
  /** The latest own time of what was counted. */
  latest: Date
  /** When the target was reached; and when the window ends, if it does. */
  reachedAt?: Date | undefined
  endsAt?: Date | undefined
  /** How many multiples of the target were paid, a decimal; and in how many payments. */
  paid: string
  steps: number
}

/** Where a user stands with a task. */
export interface Counter {
  /** Oldest first. One that has ended is kept only while something late may still fall into it. */
  windows: readonly CountWindow[]
  /** No further window will begin. */
  finished?: boolean | undefined
}

/** What has to be paid: `amount - since` multiples. The rule, the user, the window and the step name it. */
export interface Crossing {
  window: number
  /** The how many-th payment of its window, from 1. */
  step: number
  since: string
  amount: string
  /** What was counted by then, and what had to be. */
  value: string
  target: string
  start: Date
  end?: Date | undefined
  /** The own time of the fact that made it; of the last one, where several were joined. */
  at: Date
}

/** A crossing as its claim hands it in: what the task's rule type takes as its `input`. */
export function factsOf({ window, step, since, amount, value, target, at }: Crossing) {
  return { window, step, since, amount, value, target, at: at.toISOString() }
}
