/** Everybody posts to accounts of their own, all to the same one, or each time to one that never was. */
export type Spread = 'uniform' | 'hot' | 'new'

export type ContenderName = 'naive' | 'medici' | 'ceiling' | 'ours'

/** What one process sends: that many calls at a time, each after an answer, or so many a second whatever is answered. */
export type Load = { inFlight: number } | { perSecond: number }

export interface Job {
  contender: ContenderName
  url: string
  database: string
  /** Sets the keys of processes apart that write at the same time. */
  writer: number
  spread: Spread
  load: Load
  /** @default 1 */
  creditsPerCall?: number
  /** How many of the keys were sent before: 0.02 is 2 %. */
  repeatedShare?: number
  /** What only one contender knows: medici without its snapshots, the ceiling with balances. */
  variant?: string
  /** The database whose entries the ceiling writes again. */
  source?: string
  warmMs: number
  windowMs: number
  /** Says how far it is, every so often. */
  tellEveryMs?: number
  mongodPid: number
}

/** What a process of the benchmark tells the one that started it. */
export type Told =
  | { kind: 'ready' }
  | { kind: 'progress'; seconds: number; credits: number; megabytes: number }
  | { kind: 'measured'; measured: Measured }

export interface Measured {
  creditsPerSecond: number
  p50Ms: number
  p99Ms: number
  /** All that were answered, before and after the window, too. */
  credits: number
  /** Cores kept busy by this process, and by mongod. */
  clientCores: number
  mongodCores: number
  /** Resident memory of this process at the end. */
  megabytes: number
}
