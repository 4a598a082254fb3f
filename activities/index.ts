import type { Logger } from 'pino'
import type { Failure } from '../src/domain/failure.ts'
import type { Announcements } from '../src/engine/announcements.ts'
import type { Doorbell } from '../src/engine/doorbell.ts'
import type { Fold } from '../src/engine/fold.ts'
import type { FrontDesk } from '../src/engine/front-desk.ts'
import type { Credentials } from '../src/engine/credentials.ts'
import type { Schedules } from '../src/engine/schedules.ts'
import type { Sealer } from '../src/engine/sealer.ts'
import type { WebhookBell } from '../src/engine/webhook-bell.ts'
import type { Ledger } from '../src/ledger/types.ts'
import type { Providers } from '../src/providers/index.ts'
import type { Outbound } from '../src/providers/outbound.ts'
import type { Store } from '../src/store/index.ts'
import { createDeliver } from './deliver.ts'
import { createDrain } from './drain.ts'
import { createRecover } from './recover.ts'
import { createRingForDeliveries } from './ring-for-deliveries.ts'
import { createSettle } from './settle.ts'
import { createSweep } from './sweep.ts'
import { createVerify } from './verify.ts'

export interface Dependencies {
  store: Store
  ledger: Ledger
  providers: Providers
  credentials: Credentials
  frontDesk: FrontDesk
  schedules: Schedules
  fold: Fold
  doorbell: Doorbell
  makeRoots: () => Promise<number>
  announcements: Announcements
  webhookBell: WebhookBell
  sealer: Sealer
  outbound: Pick<Outbound, 'post'>
  log: Logger
  now: () => Date
  /** How long a lost holding is left alone before it is looked at again. */
  secondLookSeconds: number
  /** A claim that nobody carries is picked up again after so long. */
  strandedAfterSeconds: number
  /** Told of everything that a provider could not find out. */
  sourceFailed?: ((provider: string, failure: Failure) => void) | undefined
  /** Told of every claim that came to an end, for the metrics. */
  observe?: ((ruleType: string, status: string) => void) | undefined
  /** Told of every try to tell an endpoint something. */
  observeDelivery?: ((scope: string, state: string) => void) | undefined
}

/** Everything a workflow may ask of the outside world. */
export function createActivities(dependencies: Dependencies) {
  return {
    verify: createVerify(dependencies),
    settle: createSettle(dependencies),
    drain: createDrain(dependencies),
    ...createSweep(dependencies),
    ...createRecover(dependencies),
    deliverDue: createDeliver(dependencies),
    ringForDeliveries: createRingForDeliveries(dependencies),
  }
}

export type Activities = ReturnType<typeof createActivities>
