import type { Client } from '@temporalio/client'
import type { Logger } from 'pino'
import { claimsQueue, drainId, inboxShards, wakeSignal } from '../domain/names.ts'
import type { Store } from '../store/index.ts'
import type { Shard } from '../store/inbox.ts'
import { readInboxPage } from './inbox-page.ts'

export interface DoorbellOptions {
  client: Client
  store: Pick<Store, 'events' | 'inbox'>
  log: Pick<Logger, 'warn'>
  now: () => Date
  /** How long a shard that somebody is at may be silent until nobody believes it; longer than a turn. @default 60000 */
  silentMs?: number | undefined
}

/** Wakes those who fold the inbox, and only where nobody is at it: under load there is nothing to ring for. */
export function createDoorbell({ client, store, log, now, silentMs = 60_000 }: DoorbellOptions) {
  const { shards } = store.inbox

  /** Rings for those shards that are idle. Answers how far all of them are folded, whether or not Temporal answers. */
  async function ring(touched: ReadonlySet<number>): Promise<readonly Shard[]> {
    const states = await shards.list()
    for (const { _id, idle } of states) if (idle && touched.has(_id)) await ringIdle(_id)
    return states
  }

  async function ringIdle(shard: number): Promise<void> {
    if (!(await shards.setIdle(shard, false, now()))) return
    try {
      await wake(shard)
    } catch (err) {
      log.warn({ err, shard }, 'the inbox was not rung for')
      // Whoever writes next rings again.
      await shards.setIdle(shard, true, now())
    }
  }

  /**
   * Rings where a ringer died, before it rang or after it said so: for idle shards in which something is, and for those
   * at which somebody is said to be, and nobody has been for a while. How many.
   */
  async function ringForLost(): Promise<number> {
    await shards.ensure(inboxShards, now())
    const before = new Date(now().getTime() - silentMs)
    let lost = 0
    for (const { _id, idle, seenAt } of await shards.list()) {
      if (idle ? await isEmpty(_id) : seenAt >= before) continue
      if (idle) await shards.setIdle(_id, false, now())
      await wake(_id)
      lost++
    }
    return lost
  }

  async function isEmpty(shard: number): Promise<boolean> {
    const page = await readInboxPage(store, shard, 1)
    return page === undefined || page.events.length === 0
  }

  async function wake(shard: number): Promise<void> {
    await client.workflow.signalWithStart('drain', {
      workflowId: drainId(shard),
      taskQueue: claimsQueue,
      args: [shard],
      signal: wakeSignal,
      staticSummary: `drain · shard ${shard}`,
    })
  }

  return { ring, ringForLost }
}

export type Doorbell = ReturnType<typeof createDoorbell>
