import type { Logger } from 'pino'
import type { Engine } from '../engine/index.ts'
import type { Metrics } from '../metrics.ts'
import type { MountOptions } from './mount.ts'
import type { Rates } from './rates.ts'

/** What the API is given: the engine, and what a process has. */
export interface AppOptions {
  engine: Engine
  log: Logger
  metrics: Pick<Metrics, 'registry' | 'requests'>
  config: {
    publicUrl: string
    rateLimits: Rates
    /** Where the built console is. */
    consoleDist: string
    /** Why a provider cannot be asked in this deployment, by its name. */
    unavailable: Readonly<Record<string, string>>
  }
  /** Each throws when its engine cannot be reached. */
  health: { mongo: () => Promise<void>; temporal: () => Promise<void> }
  now: () => Date
  /** Holds every answer against the schema it is documented with. */
  checkReplies?: boolean | undefined
  /** How patient streams of events are, where it is not the usual. */
  streaming?: MountOptions['streaming']
}

export type RouteOptions = Pick<AppOptions, 'engine' | 'config' | 'health' | 'metrics' | 'now'>
