import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from '../engines/ports.ts'
import { inboxShards } from '../src/domain/names.ts'
import { load, openPost } from './events/http-load.ts'
import { startProduct } from './product.ts'
import type { Product } from './product.ts'
import { seed } from './seed.ts'
import { quantile, rounded } from './statistics.ts'

// Events over HTTP, durable when they are answered, against a bare Express route that stores nothing. How to read it:
// bench/README.md.

const isQuick = process.argv.includes('--quick')
const times = isQuick ? { warmMs: 500, windowMs: 2000 } : { warmMs: 1500, windowMs: 6000 }
const rounds = isQuick ? 1 : 3
const users = 10_000
const inBatch = 100
const many = isQuick ? 50_000 : 1_000_000

const barePort = await freePort()
const product = await startProduct({ BARE_PORT: String(barePort) })
try {
  const report = await run(product)
  console.table(report)
  if (process.argv.includes('--json')) console.log(JSON.stringify(report))
} finally {
  await product.stop()
}

async function run({ mongoUrl, baseUrl, api, worker, processes }: Product) {
  const tenant = await seed(mongoUrl, 1)
  const { org, website } = tenant
  const url = `${baseUrl}/api/v1/event`
  const { key: token, store } = tenant
  const to = { url, token }
  await addTask('spread', { eventsCount: 1000, recurrence: 'Multiple', continuous: true })
  await delay(3000)

  await processes.start({ name: 'bare-express', file: 'bench/events/bare-express.ts' })
  const bare = { url: `http://127.0.0.1:${barePort}/api/v1/event`, token }
  await until(() => openPost(bare.url, token).then((post) => post.close()))

  const singles: number[] = []
  const bares: number[] = []
  const batches: number[] = []
  const folds: number[] = []
  const hots: number[] = []
  for (let round = 0; round < rounds; round++) {
    console.error(`${round + 1}/${rounds}`)
    bares.push((await load({ ...bare, ...times, connections: 64, body: single })).perSecond)
    singles.push((await load({ ...to, ...times, connections: 256, body: single })).perSecond)
    await folded()
    const spread = await batchesOf(() => someone())
    batches.push(spread.taken)
    folds.push(spread.folded)
    hots.push((await batchesOf(() => 'hot')).folded)
  }

  console.error('from event to credit at half load')
  const waits = await creditTimes(quantile(batches, 0.5) / 2)
  console.error(`${many} events, 30 % of them twice`)
  const exact = await countExactly()
  const report = {
    eventsPerSecondInBatches: Math.round(quantile(batches, 0.5)),
    singlesPerSecond: Math.round(quantile(singles, 0.5)),
    bareExpressPerSecond: Math.round(quantile(bares, 0.5)),
    singlesVsBare: rounded(quantile(singles, 0.5) / quantile(bares, 0.5)),
    foldedPerSecond: Math.round(quantile(folds, 0.5)),
    hotVsSpread: rounded(quantile(hots, 0.5) / quantile(folds, 0.5)),
    eventToCreditP50Ms: Math.round(quantile(waits, 0.5)),
    eventToCreditP99Ms: Math.round(quantile(waits, 0.99)),
    ...exact,
    apiMegabytes: await api(),
    workerMegabytes: await worker(),
  }
  await tenant.close()
  return report

  function single(): string {
    return JSON.stringify(event(someone()))
  }

  function batch(account: () => string): string {
    return JSON.stringify(Array.from({ length: inBatch }, () => event(account())))
  }

  function event(account: string, name = 'spread') {
    return { account, platform: 'bench', pid: website, category: 'game', name, data: { bet: 250 } }
  }

  /** Events a second that were durable, and that were durable and folded, from the first to the last. */
  async function batchesOf(account: () => string) {
    const before = await foldedSoFar()
    const began = performance.now()
    const { perSecond } = await load({
      ...{ ...to, ...times, connections: 8 },
      body: () => batch(account),
    })
    await folded()
    const seconds = (performance.now() - began) / 1000
    return {
      taken: perSecond * inBatch,
      folded: ((await foldedSoFar()) - before) / seconds,
    }
  }

  async function foldedSoFar(): Promise<number> {
    const shards = await store.inbox.shards.list()
    return shards.flatMap(({ folded }) => Object.values(folded)).reduce((a, b) => a + b, 0)
  }

  /** Waits until nothing is left to fold. */
  async function folded(): Promise<void> {
    await until(async () => {
      for (let shard = 0; shard < inboxShards; shard++) {
        const state = await store.inbox.shards.find(shard)
        for (const { _id } of await store.inbox.lanes.list()) {
          const { events: left } = await store.events.after(shard, _id, state?.folded[_id] ?? 0, 1)
          if (left.length > 0) throw new Error('something is left')
        }
      }
    })
  }

  /** From sending an event that completes a task to its payment, while events come at that rate; milliseconds. */
  async function creditTimes(perSecond: number): Promise<number[]> {
    const rule = await addTask('probe', { eventsCount: 1, recurrence: 'Once' })
    await delay(3000)
    const sent = new Map<string, number>()
    const background = await openPost(url, token)
    const probe = await openPost(url, token)
    const end = performance.now() + (isQuick ? 4000 : 20_000)
    const every = (inBatch / perSecond) * 1000
    let due = performance.now()
    let nextProbe = due
    while (performance.now() < end) {
      await background.send(batch(() => someone()))
      if (performance.now() > nextProbe) {
        const account = `probe ${sent.size}`
        sent.set(account, Date.now())
        await probe.send(JSON.stringify(event(account, 'probe')))
        nextProbe = performance.now() + 50
      }
      due += every
      const wait = due - performance.now()
      if (wait > 0) await delay(wait)
    }
    background.close()
    probe.close()
    await until(async () => {
      const filter = { org, rule, status: 'rewarded' as const }
      if ((await store.claims.model.countDocuments(filter)) < sent.size) throw new Error('not all')
    })
    return waitsOf(rule, sent)
  }

  async function waitsOf(rule: string, sent: ReadonlyMap<string, number>): Promise<number[]> {
    const claims = await store.claims.model.find({ org, rule }).lean()
    const people = await store.users.model.find({ org, 'accounts.platform': 'bench' }).lean()
    const accounts = new Map(people.map(({ _id, accounts }) => [_id, accounts[0]?.id ?? '']))
    return claims.map(({ user, settledAt }) => {
      const at = sent.get(accounts.get(user) ?? '')
      if (at === undefined || !settledAt) throw new Error('a probe was lost')
      return settledAt.getTime() - at
    })
  }

  /** Many events with ids, shuffled, and some of them twice: what was counted must be what was sent. */
  async function countExactly() {
    const rule = await addTask('exact', { eventsCount: 10, recurrence: 'Once', continuous: true })
    await delay(3000)
    const accounts = 1000
    const ids = shuffled(Array.from({ length: Math.round(many * 1.3) }, (_, index) => index % many))
    const began = performance.now()
    let next = 0
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        const post = await openPost(url, token)
        for (let from = next; from < ids.length; from = next) {
          next += inBatch
          const body = JSON.stringify(
            ids.slice(from, from + inBatch).map((id) => ({
              ...event(`exact ${id % accounts}`, 'exact'),
              id: String(id),
            })),
          )
          for (let status = 0; status !== 200;) ({ status } = await post.send(body))
        }
        post.close()
      }),
    )
    await folded()
    const seconds = (performance.now() - began) / 1000
    const counters = await store.counters.model.find({ org, rule }).lean()
    const wrong = counters.filter(({ windows }) => windows[0]?.value !== String(many / accounts))
    await until(async () => {
      const waiting = { org, rule, status: { $ne: 'rewarded' as const } }
      if ((await store.claims.model.countDocuments(waiting)) > 0) throw new Error('not all')
    })
    const claims = await store.claims.model.find({ org, rule }).lean()
    const points = claims.reduce(
      (sum, { rewards = [] }) =>
        sum + rewards.reduce((all, each) => all + ('amount' in each ? Number(each.amount) : 0), 0),
      0,
    )
    if (wrong.length > 0 || counters.length !== accounts) {
      throw new Error(`${wrong.length} of ${counters.length} counters are wrong`)
    }
    if (points !== (many / 10) * 10) throw new Error(`${points} points were paid`)
    return { exactEvents: many, exactSentPerSecond: Math.round(ids.length / seconds) }
  }

  async function addTask(name: string, metadata: object): Promise<string> {
    const answer = await fetch(`${baseUrl}/api/loyalty/rules`, {
      method: 'POST',
      headers: { 'x-api-key': token, 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ name, type: 'claimr_events_count', amount: 10, startTime: '2026-01-01T00:00:00Z' },
        loyaltyCurrencyId: tenant.currency,
        metadata: { category: 'game', name, platform: 'bench', ...metadata },
      }),
    })
    const body = (await answer.json()) as { id: string }
    if (!answer.ok) throw new Error(`no task was made: ${JSON.stringify(body)}`)
    return body.id
  }
}

function someone(): string {
  return `user ${Math.floor(Math.random() * users)}`
}

function shuffled(ids: number[]): number[] {
  for (let index = ids.length - 1; index > 0; index--) {
    const other = Math.floor(Math.random() * (index + 1))
    ;[ids[index], ids[other]] = [ids[other] ?? 0, ids[index] ?? 0]
  }
  return ids
}

async function until(holds: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 300_000
  for (;;) {
    const error = await holds().then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (error === undefined) return
    if (Date.now() > deadline) throw error
    await delay(50)
  }
}
