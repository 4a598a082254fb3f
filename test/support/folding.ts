import { pino } from 'pino'
import type { Dependencies } from '../../activities/index.ts'
import { createPayCrossings } from '../../activities/pay-crossings.ts'
import { inboxShards } from '../../src/domain/names.ts'
import { createFold } from '../../src/engine/fold.ts'
import { createSenders } from '../../src/engine/senders.ts'
import { createTasks } from '../../src/engine/tasks.ts'

type Parts = Pick<Dependencies, 'store' | 'ledger' | 'providers' | 'credentials' | 'sealer' | 'now'>

/** Folds what is in the inbox and pays for it, as the drain does, but for its waiting; how many events it was. */
export function createFolding(parts: Parts) {
  const { store, now } = parts
  const tasks = createTasks({ store, now })
  const senders = createSenders({ store, now })
  const fold = createFold({ store, tasks, senders, now })
  const nobody = () => Promise.reject(new Error('nobody should ask this here'))
  const payCrossings = createPayCrossings({
    ...parts,
    fold,
    doorbell: { ring: nobody, ringForLost: nobody },
    announcements: { deliveriesOf: nobody },
    webhookBell: { ring: nobody, call: nobody },
    outbound: { post: nobody },
    frontDesk: { submit: () => {}, drain: async () => {} },
    makeRoots: nobody,
    schedules: { ensure: nobody, reconcile: nobody, ensureHousekeeping: nobody, trigger: nobody },
    log: pino({ level: 'silent' }),
    secondLookSeconds: 5,
    strandedAfterSeconds: 15,
  })

  async function foldAll(): Promise<number> {
    let events = 0
    for (let shard = 0; shard < inboxShards; shard++) {
      for (let page = await fold.foldPage(shard); page.events > 0;) {
        events += page.events
        await payCrossings(page.claims)
        page = await fold.foldPage(shard)
      }
    }
    return events
  }

  return { fold, foldAll, payCrossings }
}
