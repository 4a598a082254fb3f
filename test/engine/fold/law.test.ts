import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { advance } from '../../../src/domain/count.ts'
import type { Counter } from '../../../src/domain/task.ts'
import { createFold } from '../../../src/engine/fold.ts'
import { latenessMs } from '../../../src/engine/events.ts'
import type { Fact } from '../../../src/engine/inbox-lane.ts'
import { createSenders } from '../../../src/engine/senders.ts'
import { createTasks } from '../../../src/engine/tasks.ts'
import { inboxShards } from '../../../src/domain/names.ts'
import { auditLedger } from '../../../src/ledger/audit.ts'
import type { ClaimRecord } from '../../../src/store/claims.ts'
import type { CounterRecord } from '../../../src/store/counters.ts'
import type { EventRecord } from '../../../src/store/events.ts'
import { startApi } from '../../api/support.ts'
import type { Api } from '../../api/support.ts'
import { createFolding } from '../../support/folding.ts'
import { modelOf } from '../../support/task-model.ts'
import { openInbox } from '../inbox/support.ts'
import { mortal, randomOf, shuffled } from './mortal.ts'
import { acceptedIn, addTasks, platform, saidBy } from './world.ts'
import type { Known } from './world.ts'

let api: Api
let known: Known[]
const seed = 20261122
const random = randomOf(seed)
const users = Array.from({ length: 25 }, (_, index) => `user-${index}`)
const perPhase = 500
const hour = 3_600_000
let deaths = 0

beforeAll(async () => {
  api = await startApi()
  known = await addTasks(api)
})
afterAll(() => api.stop())

/** What everybody did in the hours before, some of it twice, and in no order. */
function doneIn(phase: number, now: number): Fact[] {
  const { org, website } = api.tenant
  const facts = Array.from({ length: perPhase }, (_, index): Fact => {
    const says = saidBy(random, known.at(-1)?.id ?? '')
    const isTimed = says.kind === 'event' && random() < 0.7
    const at = new Date(isTimed ? now - random() * 23 * hour : now)
    const account = users[Math.floor(random() ** 2 * users.length)] ?? ''
    const place = { org, website, platform, account }
    const named = { _id: `evt-${phase}-${index}`, identity: 'id' } as const
    return { ...place, ...named, says, at, clock: isTimed ? 'ts' : 'arrival' }
  })
  const again = facts.filter(() => random() < 0.3)
  return shuffled([...facts, ...again], random)
}

/** Three processes take what comes, in requests of any size. */
async function take(facts: Fact[], inboxes: ReturnType<typeof openInbox>[]): Promise<void> {
  const requests: Promise<unknown>[] = []
  while (facts.length > 0) {
    const some = facts.splice(0, 1 + Math.floor(random() * 60))
    const inbox = inboxes[Math.floor(random() * inboxes.length)]
    requests.push(inbox?.put(some) ?? Promise.reject(new Error('no inbox')))
    if (random() < 0.2) await requests.at(-1)
  }
  await Promise.all(requests)
}

/** A process that folds all shards in turn and pays, until it dies; whether it lived. */
async function fold(): Promise<boolean> {
  const mayDie = () => random() < 0.004
  const now = () => new Date(Date.now() + api.clock.offsetMs)
  const store = mortal(api.store, mayDie)
  const ledger = mortal(api.ledger, mayDie)
  const { payCrossings } = createFolding({ ...api, store, ledger, now, credentials: noTokens })
  const pageSize = 1 + Math.floor(random() * 150)
  const folding = createFold({
    ...{ store, now, pageSize },
    tasks: createTasks({ store, now }),
    senders: createSenders({ store, now }),
  })
  try {
    for (let idle = 0; idle < inboxShards;) {
      const shard = Math.floor(random() * inboxShards)
      const page = await folding.foldPage(shard)
      idle = page.events > 0 ? 0 : idle + 1
      // Not everybody gets as far as paying.
      if (random() < 0.1) throw new Error('it died between folding and paying')
      await payCrossings(page.claims)
    }
    return true
  } catch {
    deaths++
    return false
  }
}
const noTokens = { tokensOf: async () => new Map() } as never

async function foldAll(): Promise<void> {
  for (;;) {
    const lived = await Promise.all([fold(), fold(), fold()])
    const left = await acceptedIn(api)
    const states = await api.store.inbox.shards.list()
    const isDone = left.every(({ shard, lane, seq }) => seq <= (states[shard]?.folded[lane] ?? 0))
    if (isDone && lived.some(Boolean)) return
  }
}

/** What housekeeping does for claims that nobody carries. */
async function payStranded(): Promise<void> {
  const claims = await api.store.claims.model
    .find({ org: api.tenant.org, status: 'accepted' })
    .lean<ClaimRecord[]>()
  await api.folding.payCrossings(claims)
}

/** What one user did for one task, in the order in which it was accepted. */
function factsFor({ valueOf }: Known, account: string, events: readonly EventRecord[]) {
  return events.flatMap((event) => {
    const value = event.account === account ? valueOf(event.says) : undefined
    return value === undefined ? [] : [{ event, at: event.at, value }]
  })
}

function withoutSteps({ windows, finished = false }: Counter) {
  return { windows: windows.map(({ steps: _steps, ...window }) => window), finished }
}

it('every counter and every payment is what counting one after the other says, whoever died meanwhile', async () => {
  const inboxes = [0, 1, 2].map(() =>
    openInbox(api.store, { now: () => new Date(Date.now() + api.clock.offsetMs) }),
  )
  for (const phase of [0, 1, 2, 3]) {
    await take(doneIn(phase, Date.now() + api.clock.offsetMs), inboxes)
    await foldAll()
    api.clock.offsetMs += 13 * hour
  }
  await Promise.all(inboxes.map((inbox) => inbox.drain()))
  await payStranded()

  const { org, website, currency } = api.tenant
  const events = await acceptedIn(api)
  expect(events).toHaveLength(4 * perPhase)
  const counters = await api.store.counters.model.find({ org }).lean<CounterRecord[]>()
  const claims = await api.store.claims.model.find({ org }).lean<ClaimRecord[]>()
  expect(new Set(claims.map(({ status }) => status))).toEqual(new Set(['rewarded']))
  expect(claims.length).toBeGreaterThan(100)

  const missed = new Map<string, { rule: string; reason: string }[]>()
  let counted = 0
  for (const account of users) {
    const user = await api.engine.users.known({ org, website }, { platform, account })
    let wanted = 0n
    for (const task of known) {
      const facts = factsFor(task, account, events)
      const options = { unit: task.unit, keptFor: latenessMs }
      const { places, minor } = modelOf(task.task, facts, options)
      wanted += minor
      places.forEach((place, index) => {
        const id = facts[index]?.event._id ?? ''
        if (typeof place !== 'string') counted++
        else missed.set(id, [...(missed.get(id) ?? []), { rule: task.id, reason: place }])
      })
      let counter: Counter | undefined
      for (const fact of facts) ({ counter } = advance(task.task, counter, fact, options))
      const found = counters.find(({ _id }) => _id === `${task.id}:${user?._id}`)
      expect(found && withoutSteps(found)).toEqual(counter && withoutSteps(counter))
      const paid = claims
        .filter((claim) => claim.rule === task.id && claim.user === user?._id)
        .flatMap(({ rewards = [] }) => rewards)
        .map((reward) => (reward.type === 'points' ? BigInt(reward.amount) : 0n))
      expect(paid.reduce((sum, amount) => sum + amount, 0n)).toBe(minor)
    }
    const { balance } = await api.ledger.balance(`${org}:${website}:${currency}:${user?._id}`)
    expect(balance).toBe(wanted)
  }
  const noted = events.flatMap((event) =>
    event.missed ? [[event._id, event.missed] as const] : [],
  )
  const inOrder = ([, reasons]: readonly [string, readonly { rule: string }[]]) =>
    reasons.map((each) => JSON.stringify(each)).toSorted()
  expect(new Map(noted.map((each) => [each[0], inOrder(each)]))).toEqual(
    new Map([...missed].map((each) => [each[0], inOrder(each)])),
  )
  expect(missed.size).toBeGreaterThan(50)
  expect(counted).toBeGreaterThan(1_200)
  expect(deaths).toBeGreaterThan(10)
  expect((await auditLedger({ db: api.db })).problems).toEqual([])
}, 180_000)
