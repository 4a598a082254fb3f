import mongoose from 'mongoose'
import { openProxy } from '../../../chaos/proxy.ts'
import type { Proxy } from '../../../chaos/proxy.ts'
import { createInbox } from '../../../src/engine/inbox.ts'
import type { InboxOptions } from '../../../src/engine/inbox.ts'
import type { Fact } from '../../../src/engine/inbox-lane.ts'
import { readInboxPage } from '../../../src/engine/inbox-page.ts'
import { inboxShards } from '../../../src/domain/names.ts'
import { connectMongo } from '../../../src/store/connect.ts'
import { createStore } from '../../../src/store/index.ts'
import type { Store } from '../../../src/store/index.ts'
import { mongoUrlOf } from '../../../chaos/mongo-url.ts'
import { mongoUrl } from '../../support/mongo.ts'

/** An event of somebody, with an id of its own. */
export function factOf(id: string, account = 'ann', more: Partial<Fact> = {}): Fact {
  return {
    ...{ _id: id, org: 'org_1', website: 'web_1', platform: 'steam', account },
    says: { kind: 'event', category: 'c', name: 'n', data: '{}' },
    ...{ identity: 'id', at: new Date(), clock: 'arrival' },
    ...more,
  }
}

export const factsOf = (count: number, prefix: string, account?: string) =>
  Array.from({ length: count }, (_, index) => factOf(`${prefix}-${index}`, account))

/** The way into the inbox of one process more. */
export function openInbox(store: Store, more: Partial<InboxOptions> = {}) {
  return createInbox({
    ...{ store, now: () => new Date(), log: { warn() {} } },
    ring: () => store.inbox.shards.list(),
    ...more,
  })
}

/** Everything that is not folded, in the order in which it would be; and says that it is. */
export async function takeAll(store: Store, size = 100): Promise<string[]> {
  const ids: string[] = []
  for (let shard = 0; shard < inboxShards; shard++) {
    for (;;) {
      const page = await readInboxPage(store, shard, size)
      if (!page || page.events.length === 0) break
      ids.push(...page.events.map(({ _id }) => _id))
      await store.events.model.db.transaction(async (session) => {
        await store.inbox.shards.advance(page.shard, page.folded, new Date(), session)
      })
    }
  }
  return ids
}

export interface Distant {
  store: Store
  proxy: Proxy
  close: () => Promise<void>
}

/** The same database as another process sees it, over a network that can be broken. */
export async function openDistant(dbName: string): Promise<Distant> {
  const proxy = await openProxy(new URL(mongoUrl()).host)
  const connection = await connectMongo(mongoUrlOf(proxy.address), dbName)
  return {
    store: await createStore(connection),
    proxy,
    async close() {
      await connection.close()
      await proxy.close()
    },
  }
}

/** Makes commands on the events fail, before they do anything. */
export async function failInserts(dbName: string, times: number, data: object): Promise<void> {
  const client = await mongoose.mongo.MongoClient.connect(mongoUrl())
  await client.db('admin').command({
    ...{ configureFailPoint: 'failCommand', mode: times > 0 ? { times } : 'off' },
    data: { failCommands: ['insert'], namespace: `${dbName}.events`, ...data },
  })
  await client.close()
}
