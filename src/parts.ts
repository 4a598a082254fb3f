import { Client, Connection } from '@temporalio/client'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { countedLedger } from './counted-ledger.ts'
import { createAnnouncements } from './engine/announcements.ts'
import { createCredentials } from './engine/credentials.ts'
import { createDoorbell } from './engine/doorbell.ts'
import { createFold } from './engine/fold.ts'
import { createFrontDesk } from './engine/front-desk.ts'
import { createInbox } from './engine/inbox.ts'
import { createOrgOf, createRecords } from './engine/records.ts'
import { registerNames } from './engine/register.ts'
import { createSchedules } from './engine/schedules.ts'
import { createSealer } from './engine/sealer.ts'
import { createSenders } from './engine/senders.ts'
import { createSourceWatch } from './engine/source-watch.ts'
import type { SourceCall } from './engine/source-watch.ts'
import { createTasks } from './engine/tasks.ts'
import { createWebhookBell } from './engine/webhook-bell.ts'
import { createForesee } from './ledger/foresee.ts'
import { createLedger } from './ledger/ledger.ts'
import { createListing } from './ledger/listing.ts'
import { createProofs } from './ledger/proof.ts'
import { createRanking } from './ledger/ranking/ranking.ts'
import { makeRoots } from './ledger/roots.ts'
import { createTotals } from './ledger/totals.ts'
import type { Metrics } from './metrics.ts'
import { createChain } from './providers/chain.ts'
import { createDiscord } from './providers/discord.ts'
import { createGithub } from './providers/github.ts'
import type { Providers } from './providers/index.ts'
import { createX } from './providers/x.ts'
import { connectMongo } from './store/connect.ts'
import { createStore } from './store/index.ts'
import type { Store } from './store/index.ts'

/** What both processes are made of. Nothing in here holds state that matters. */
export async function createParts(config: Config, log: Logger, metrics: Metrics) {
  const now = () => new Date()
  const mongo = await connectMongo(config.mongo.url, config.mongo.db)
  const connection = await Connection.connect({ address: config.temporal.address })
  await registerNames(connection, config.temporal.namespace)
  const client = new Client({ connection, namespace: config.temporal.namespace })

  const store = await createStore(mongo)
  const database = mongo.getClient().db(config.mongo.db)
  const ledger = countedLedger(
    createLedger({ db: database, client: mongo.getClient(), now }),
    metrics,
  )
  const sourceWatch = createSourceWatch({ store, now, log })
  const providers = createProviders(config, store, (call) => {
    const { provider, status, ms } = call
    metrics.providerCalls.observe({ provider, status: String(status) }, ms / 1000)
    sourceWatch.observe(call)
  })
  const sealer = createSealer(config.sealingKeys)
  const tasks = createTasks({ store, now })
  // Longer than a turn at a shard, and then some turns of housekeeping.
  const silentMs = config.housekeepingSeconds * 4_000
  const doorbell = createDoorbell({ client, store, log, now, silentMs })
  const inbox = createInbox({ store, ring: doorbell.ring, log, now })
  metrics.watchInbox(inbox)
  const senders = createSenders({ store, now })

  return {
    mongo,
    database,
    connection,
    client,
    store,
    ledger,
    listing: createListing({ db: database }),
    foresee: createForesee({ db: database }),
    totals: createTotals({ db: database, now }),
    proofs: createProofs({ db: database, now }),
    makeRoots: () => makeRoots(database, now()),
    ranking: createRanking({
      db: database,
      onError: (error) => log.error({ err: error }, 'the ranking was interrupted'),
    }),
    providers,
    sourceWatch,
    sealer,
    credentials: createCredentials({ store, sealer, providers, now }),
    schedules: createSchedules({
      client,
      store,
      log,
      housekeepingSeconds: config.housekeepingSeconds,
    }),
    frontDesk: createFrontDesk({ store, client, log }),
    doorbell,
    inbox,
    tasks,
    fold: createFold({ store, tasks, senders, now }),
    announcements: createAnnouncements({ store, now }),
    webhookBell: createWebhookBell({ client, store, log }),
    now,
  }
}

export type Parts = Awaited<ReturnType<typeof createParts>>

function createProviders(
  config: Config,
  store: Store,
  observe: (call: SourceCall) => void,
): Providers {
  return {
    chain: createChain({ ...config.chain, observe }),
    discord: createDiscord({ ...config.discord, observe }),
    github: createGithub({ ...config.github, observe }),
    x: createX({ ...config.x, observe }),
    records: createRecords(store, createOrgOf(store)),
  }
}
