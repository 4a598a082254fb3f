import type { Client } from '@temporalio/client'
import type { Logger } from 'pino'
import { claimsQueue, drainId, inboxShards, wakeSignal } from '../domain/names.ts'
import type { Store } from '../store/index.ts'
import type { Shard } from '../store/inbox.ts'

export interface DoorbellOptions {
  client: Client
  store: Pick<Store, 'inbox'>
  log: Pick<Logger, 'warn'>
  now: () => Date
}

const silentMs = 60_000

/** Wakes those who fold the inbox, and only where nobody is at it: under load there is nothing to ring for. */
export function createDoorbell({ client, store, log, now }: DoorbellOptions) {
  const { shards } = store.inbox

  /** Rings for those shards that are idle. Answers how far all of them are folded; none, if that cannot be seen now. */
  async function ring(touched: ReadonlySet<number>): Promise<readonly Shard[]> {
    try {
      const states = await shards.list()
      for (const { _id, idle } of states) {
        if (idle && touched.has(_id) && (await shards.setIdle(_id, false, now()))) await wake(_id)
      }
      return states
    } catch (err) {
      // What was written stays, and `ringForLost` finds it.
      log.warn({ err }, 'the inbox was not rung for')
      return []
    }
  }

  /** Rings for shards that say somebody is at them, and nobody has been for a while; how many. */
  async function ringForLost(): Promise<number> {
    await shards.ensure(inboxShards, now())
    const before = new Date(now().getTime() - silentMs)
    const lost = (await shards.list()).filter(({ idle, seenAt }) => !idle && seenAt < before)
    for (const { _id } of lost) await wake(_id)
    return lost.length
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
