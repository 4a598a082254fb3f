import { beforeAll, expect, it } from '@jest/globals'
import { createInbox } from '../../src/engine/inbox.ts'
import { auditLedger } from '../../src/ledger/audit.ts'
import type { ClaimRecord } from '../../src/store/claims.ts'
import type { CounterRecord } from '../../src/store/counters.ts'
import { eventually } from '../support/eventually.ts'
import { createRule, useFaults } from './support.ts'

const faults = useFaults()
const timeout = 240_000
const users = Array.from({ length: 20 }, (_, index) => `user-${index}`)
const rounds = 60
const perRound = 50

beforeAll(async () => {
  // What a killed process has locked in a transaction is free after this, and not after a minute.
  await admin().command({ setParameter: 1, transactionLifetimeLimitSeconds: 3 })
  await faults.services.startApi()
}, timeout)

const admin = () => faults.services.store.claims.model.db.getClient().db('admin')
const stored = () => faults.services.store.events.model.estimatedDocumentCount()

interface Sent {
  account: string
  id: string
  data: { bet: number }
}

/** A round of what people do, and of what was sent before and comes again. */
function roundOf(round: number): Sent[] {
  const fresh = Array.from({ length: perRound }, (_, index) => ({
    account: users[(round * 7 + index * 3) % users.length] ?? '',
    id: `${round}-${index}`,
    data: { bet: (round + index) % 9 },
  }))
  return round === 0 ? fresh : [...fresh, ...roundOf(round - 1).slice(0, 15)].reverse()
}

/** As customers send: again and again, until it was taken. */
async function send(events: readonly Sent[]): Promise<void> {
  const { services, tenant } = faults
  const who = { platform: 'wowhaus', pid: tenant.website, category: 'dices', name: 'GameSession' }
  await eventually(async () => {
    const answer = await fetch(`${services.baseUrl}/api/v1/event`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tenant.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(events.map((event) => ({ ...who, ...event }))),
    })
    return answer.ok && ((await answer.json()) as { success: boolean }).success
  }, 30_000)
}

/** Kills a worker that has just sent a page of the inbox, or a round of the ledger, to be committed. */
async function killInMidPage(worker: {
  kill: (signal: 'SIGKILL') => void
  exited: Promise<unknown>
}) {
  const { count = 0 } = (await admin().command({
    ...{ configureFailPoint: 'failCommand', mode: 'alwaysOn' },
    data: { failCommands: ['commitTransaction'], blockConnection: true, blockTimeMS: 20_000 },
  })) as { count?: number }
  await admin().command({
    ...{ waitForFailPoint: 'failCommand', timesEntered: count + 1, maxTimeMS: 20_000 },
  })
  worker.kill('SIGKILL')
  await worker.exited
  await admin().command({ configureFailPoint: 'failCommand', mode: 'off' })
}

it(
  'counts and pays everything once though the worker is killed in mid-page while events stream in',
  async () => {
    const { services, tenant } = faults
    const names = { platform: 'wowhaus', category: 'dices', name: 'GameSession' }
    const more = { progressive: true, continuous: true, recurrence: 'Once' }
    const task = { frequency: undefined, interval: undefined, amount: 10 }
    const counting = await createRule(faults, {
      ...{ ...task, type: 'claimr_events_count' },
      metadata: { ...names, ...more, eventsCount: 7 },
    })
    const adding = await createRule(faults, {
      ...{ ...task, type: 'claimr_events_value' },
      metadata: { ...names, ...more, query: '[].data.bet', eventsValue: 20 },
    })
    const worker = await services.startWorker()

    const all = Array.from({ length: rounds }, (_, round) => roundOf(round))
    const streaming = (async () => {
      for (const events of all) await send(events)
    })()
    await eventually(async () => (await stored()) > 5 * perRound, 30_000)
    await killInMidPage(worker)
    await services.startWorker()
    await streaming

    const done = new Map(all.flat().map((event) => [`${event.account} ${event.id}`, event]))
    expect(await stored()).toBe(done.size)
    const wanted = (account: string) => {
      const own = [...done.values()].filter((event) => event.account === account)
      return { count: own.length, sum: own.reduce((sum, { data }) => sum + data.bet, 0) }
    }
    const { org, website, currency } = tenant
    const { counters, claims, users: people } = services.store
    const pointsOf = ({ count, sum }: { count: number; sum: number }) =>
      BigInt(10 * (Math.floor(count / 7) + Math.floor(sum / 20)))
    const userOf = new Map<string, string>()
    await eventually(async () => {
      for (const account of users) {
        const user = await people.findByAccount(org, website, 'wowhaus', account)
        userOf.set(account, user?._id ?? '')
        const id = `${org}:${website}:${currency}:${user?._id}`
        if ((await services.ledger.balance(id)).balance !== pointsOf(wanted(account))) return false
      }
      return true
    }, 90_000)

    const counted = await counters.model.find({ org }).lean<CounterRecord[]>()
    const valueOf = (rule: string, account: string) =>
      counted.find(({ _id }) => _id === `${rule}:${userOf.get(account)}`)?.windows[0]?.value
    for (const account of users) {
      const { count, sum } = wanted(account)
      expect([valueOf(counting, account), valueOf(adding, account)]).toEqual([`${count}`, `${sum}`])
    }
    await eventually(async () => {
      const open = await claims.model
        .find({ org, status: { $ne: 'rewarded' } })
        .lean<ClaimRecord[]>()
      return open.length === 0
    }, 30_000)
    const db = services.store.claims.model.db.getClient().db(services.name)
    expect((await auditLedger({ db })).problems).toEqual([])
  },
  timeout,
)

it(
  'what a process took that died before it rang is found by housekeeping',
  async () => {
    const { services, tenant } = faults
    const { org, website } = tenant
    const { store } = services
    const shards = () => store.inbox.shards.list()
    await eventually(async () => (await shards()).every(({ idle }) => idle), 30_000)
    const dying = createInbox({
      ...{ store, now: () => new Date(), log: { warn() {} } },
      ring: shards,
    })
    await dying.put([
      {
        ...{ _id: 'evt_unrung', org, website, platform: 'wowhaus', account: 'unrung' },
        says: { kind: 'event', category: 'dices', name: 'GameSession', data: '{"bet":20}' },
        ...{ identity: 'id', at: new Date(), clock: 'arrival' },
      },
    ])
    await dying.drain()
    await eventually(async () => {
      const user = await store.users.findByAccount(org, website, 'wowhaus', 'unrung')
      const id = `${org}:${website}:${tenant.currency}:${user?._id}`
      return user !== null && (await services.ledger.balance(id)).balance === 10n
    }, 30_000)
  },
  timeout,
)
