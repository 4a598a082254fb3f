import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals'
import { Failure } from '../../src/domain/failure.ts'
import type { Ledger } from '../../src/ledger/types.ts'
import { changesOf, startReplays } from './replay-support.ts'
import type { Replays } from './replay-support.ts'

let its: Replays
beforeAll(async () => {
  its = await startReplays()
})
afterEach(async () => {
  expect(await its.problems()).toEqual([])
})
afterAll(() => its.api.stop())

const day = 86_400_000
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, i) => make(i))

/** A task of 10 dice, and somebody who has thrown so many, and was paid. */
async function played(account: string, events: number, metadata: object = { eventsCount: 10 }) {
  const task = await its.addTask(metadata)
  await its.send(times(events, () => task.event(account)))
  await its.fold()
  return { task, rule: task.id, user: await its.userOf(account) }
}

it('what did not change comes to nothing, and nothing is written', async () => {
  const { rule } = await played('same', 25)
  const before = await its.written()
  const report = await its.replay({ rule })
  expect(report).toMatchObject({ users: 1, changed: 0, given: '0', taken: '0', lines: [] })
  expect(await its.written()).toEqual(before)
})

it('a target that was lowered pays the difference once, and what comes next as ever', async () => {
  const { task, rule, user } = await played('lowered', 25)
  expect(await its.pointsOf(user)).toBe(200n)
  await task.change({ eventsCount: 5 })

  const report = await its.replay({ rule })
  const line = { user, owed: '500', paid: '200', difference: '300', moved: '300' }
  expect(changesOf(report.lines)).toEqual([line])
  expect(await its.pointsOf(user)).toBe(500n)
  const [entry] = await its.api.ledger.statement(its.account(user))
  expect(entry).toMatchObject({
    ...{ kind: 'adjustment', rule, reason: 'replay of dices', labels: { replay: '1' } },
  })

  const before = await its.written()
  expect((await its.replay({ rule })).lines).toEqual([])
  expect(await its.written()).toEqual(before)

  await its.send(times(5, () => task.event('lowered')))
  await its.fold()
  expect(await its.pointsOf(user)).toBe(600n)
  expect((await its.replay({ rule })).lines).toEqual([])
})

it('a target that was raised takes back what is there, and says what is not', async () => {
  const { task, rule, user } = await played('raised', 25)
  const spent = { account: 'raised', platform: 'wowhaus', pid: its.api.tenant.website }
  await its.api.call(
    'POST',
    '/api/v1/user/withdraw',
    { ...spent, id: 'w', xp: 150 },
    {
      bearer: its.api.tenant.key,
    },
  )
  await task.change({ eventsCount: 20 })

  const report = await its.replay({ rule })
  expect(changesOf(report.lines)).toEqual([
    { user, owed: '100', paid: '200', difference: '-100', moved: '-50' },
  ])
  expect(report).toMatchObject({ taken: '50', left: '50' })
  expect(await its.pointsOf(user)).toBe(0n)

  const before = await its.written()
  const again = await its.replay({ rule })
  expect(again).toMatchObject({ taken: '0', left: '50' })
  expect(await its.written()).toEqual(before)

  // The next payment bears a name that the earlier one has had already.
  await its.send(times(15, () => task.event('raised')))
  await its.fold()
  expect(await its.pointsOf(user)).toBe(100n)
  expect(await its.replay({ rule })).toMatchObject({ taken: '50', left: '0' })
  expect(await its.pointsOf(user)).toBe(50n)
})

it('progress tells what was owed for the window, and paid since', async () => {
  const { task, rule, user } = await played('progress', 25)
  await task.change({ eventsCount: 5 })
  await its.replay({ rule })
  const progress = async () =>
    await its.api.engine.taskProgress((await its.api.store.rules.findOfAny(rule))!, user)
  expect(await progress()).toMatchObject({ current: '25', multiples: '5', paid: '500' })
  await its.send(times(5, () => task.event('progress')))
  await its.fold()
  expect(await progress()).toMatchObject({ current: '30', multiples: '6', paid: '600' })
})

it('a query that was changed counts other events', async () => {
  const task = await its.addTask({ eventsValue: 100, query: '[].data.bet' })
  const bets = [
    { bet: 150, win: 0 },
    { bet: 50, win: 300 },
  ]
  await its.send(bets.map((data) => task.event('query', { data })))
  await its.send([task.event('other', { data: { win: 100 } })])
  await its.fold()
  const [user, other] = [await its.userOf('query'), await its.userOf('other')]
  expect(await its.pointsOf(user)).toBe(200n)

  await task.change({ query: '[].data.win' })
  const report = await its.replay({ rule: task.id })
  expect(changesOf(report.lines)).toHaveLength(2)
  expect(changesOf(report.lines)).toEqual(
    expect.arrayContaining([
      { user, owed: '300', paid: '200', difference: '100', moved: '100' },
      { user: other, owed: '100', paid: '0', difference: '100', moved: '100' },
    ]),
  )
  await task.change({ query: '[].data.none' })
  expect(await its.replay({ rule: task.id })).toMatchObject({ given: '0', taken: '400' })
  expect([await its.pointsOf(user), await its.pointsOf(other)]).toEqual([0n, 0n])
  expect((await its.replay({ rule: task.id })).lines).toEqual([])
})

it('windows that are closed long since are counted, too', async () => {
  const task = await its.addTask({ eventsCount: 2, recurrence: 'Daily' })
  for (let days = 0; days < 6; days++) {
    await its.send(times(4, () => task.event('daily')))
    await its.fold()
    its.api.clock.offsetMs += day + 3_600_000
  }
  const user = await its.userOf('daily')
  expect(await its.pointsOf(user)).toBe(600n)
  expect((await its.replay({ rule: task.id })).lines).toEqual([])
  await task.change({ eventsCount: 2, recurrence: 'Daily', progressive: true })
  expect(await its.replay({ rule: task.id })).toMatchObject({ given: '600' })
  expect((await its.replay({ rule: task.id })).lines).toEqual([])
  await task.change({ eventsCount: 4, recurrence: 'Daily' })
  expect(await its.replay({ rule: task.id })).toMatchObject({ taken: '600' })
})

it('each payment keeps the multipliers it was made at', async () => {
  const { task, rule, user } = await played('multiplied', 10)
  const path = '/api/loyalty/multipliers'
  const { org, website } = its.api.tenant
  const given = { userId: user, multiplier: 3, organizationId: org, websiteId: website }
  expect((await its.api.call('POST', path, given)).status).toBe(200)
  await its.send(times(10, () => task.event('multiplied')))
  await its.fold()
  expect(await its.pointsOf(user)).toBe(400n)
  expect((await its.replay({ rule })).lines).toEqual([])

  await task.change({}, { amount: 200 })
  expect(await its.replay({ rule })).toMatchObject({ given: '400' })
  expect(await its.pointsOf(user)).toBe(800n)
})

it('a dry run says the same, and writes nothing', async () => {
  const { task, rule, user } = await played('dry', 25)
  await task.change({ eventsCount: 5 })
  const before = await its.written()
  const dry = await its.replay({ rule, isDryRun: true })
  expect(await its.written()).toEqual(before)
  expect(await its.pointsOf(user)).toBe(200n)
  expect((await its.replay({ rule })).lines).toEqual(dry.lines)
})

it('a run that dies before it pays is finished by the next one, once', async () => {
  const { task, rule, user } = await played('killed', 25)
  await task.change({ eventsCount: 5 })
  const down: Ledger = {
    ...its.api.ledger,
    postAll: () => Promise.reject(new Failure('unavailable', 'killed')),
  }
  await expect(its.replay({ rule }, down)).rejects.toMatchObject({ code: 'unavailable' })
  expect(await its.pointsOf(user)).toBe(200n)
  await its.send(times(5, () => task.event('killed')))
  await its.fold()
  expect(await its.pointsOf(user)).toBe(300n)

  expect((await its.replay({ rule, isDryRun: true })).lines).toMatchObject([
    { kind: 'finished', user, moved: '300' },
  ])
  expect((await its.replay({ rule })).lines).toMatchObject([
    { kind: 'finished', user, moved: '300' },
  ])
  expect(await its.pointsOf(user)).toBe(600n)
  expect((await its.replay({ rule })).lines).toEqual([])
})

it('a run that dies after it paid is finished without paying again', async () => {
  const { task, rule, user } = await played('killed later', 25)
  await task.change({ eventsCount: 5 })
  const dying: Ledger = {
    ...its.api.ledger,
    async postAll(postings) {
      await its.api.ledger.postAll(postings)
      throw new Failure('unavailable', 'killed')
    },
  }
  await expect(its.replay({ rule }, dying)).rejects.toMatchObject({ code: 'unavailable' })
  expect(await its.pointsOf(user)).toBe(500n)
  const { entries } = await its.written()
  expect((await its.replay({ rule })).lines).toMatchObject([{ kind: 'finished', moved: '300' }])
  expect(await its.pointsOf(user)).toBe(500n)
  expect((await its.written()).entries).toBe(entries)
})

it('--from looks at those of whom something came since then, and counts all of it', async () => {
  const task = await its.addTask({ eventsCount: 10 })
  await its.send(times(10, () => task.event('early')))
  await its.send(times(10, () => task.event('both')))
  await its.fold()
  its.api.clock.offsetMs += day
  const from = new Date(Date.now() + its.api.clock.offsetMs)
  await its.send([task.event('both')])
  await its.fold()
  await task.change({ eventsCount: 5 })
  const report = await its.replay({ rule: task.id, from })
  const user = await its.userOf('both')
  expect(changesOf(report.lines)).toEqual([
    { user, owed: '200', paid: '100', difference: '100', moved: '100' },
  ])
  expect(await its.pointsOf(await its.userOf('early'))).toBe(100n)
})

it('whose payment is under way, or who is blocked, is left to the next run', async () => {
  const { task, rule, user } = await played('waiting', 10)
  const { org } = its.api.tenant
  await its.send([task.event('blocked')])
  await its.fold()
  const blocked = await its.userOf('blocked')
  await its.api.store.users.model.updateOne({ org, _id: blocked }, { $set: { isBlocked: true } })
  await its.api.store.claims.model.updateOne({ org, user }, { $set: { status: 'processing' } })
  await task.change({ eventsCount: 1 })
  const report = await its.replay({ rule })
  expect([...report.skipped].sort((a, b) => (a.reason < b.reason ? -1 : 1))).toEqual([
    { user, reason: 'payment_under_way' },
    { user: blocked, reason: 'user_blocked' },
  ])
  await its.api.store.claims.model.updateOne({ org, user }, { $set: { status: 'rewarded' } })
  expect(await its.replay({ rule })).toMatchObject({ given: '900', changed: 1 })
})

it('events that come while it runs count once', async () => {
  const { task, rule } = await played('busy 0', 7)
  const accounts = times(40, (index) => `busy ${index}`)
  const round = () => its.send(accounts.flatMap((account) => times(7, () => task.event(account))))
  await round()
  await its.fold()
  await task.change({ eventsCount: 3 })
  const state = { isOver: false }
  const traffic = (async () => {
    let rounds = 0
    for (; !state.isOver || rounds < 3; rounds++) {
      await round()
      await its.fold()
    }
    return rounds
  })()
  await its.replay({ rule })
  await its.replay({ rule })
  state.isOver = true
  const events = 7 * (1 + (await traffic))
  await its.replay({ rule })
  expect((await its.replay({ rule })).lines).toEqual([])
  for (const account of accounts.slice(1)) {
    const user = await its.userOf(account)
    expect(await its.pointsOf(user)).toBe(100n * BigInt(Math.floor(events / 3)))
    const counter = await its.api.store.counters.find(its.api.tenant.org, rule, user)
    expect(counter?.windows).toMatchObject([{ value: String(events) }])
  }
})

it('a user of several accounts is counted in the order of time', async () => {
  const task = await its.addTask({ eventsCount: 2, recurrence: 'Daily', platform: 'web3' })
  const wallets = times(6, (index) => `0x${String(index).repeat(40)}`)
  const { org, website } = its.api.tenant
  const of = (account: string) => task.event(account, { platform: 'web3' })
  const first = await its.api.engine.users.findOrCreate(
    { org, website },
    { platform: 'web3', account: wallets[0]! },
  )
  await its.api.store.users.model.updateOne(
    { org, _id: first._id },
    {
      $push: {
        wallets: { $each: wallets.slice(1).map((address) => ({ ...first.wallets[0], address })) },
      },
    },
  )
  for (let days = 0; days < 4; days++) {
    for (const wallet of wallets) {
      await its.send([of(wallet)])
      await its.fold()
      its.api.clock.offsetMs += 60_000
    }
    its.api.clock.offsetMs += day
  }
  expect(await its.pointsOf(first._id)).toBe(400n)
  expect((await its.replay({ rule: task.id })).lines).toEqual([])
})

it.each([
  ['an unknown rule', async () => 'rul_none', 'not_found'],
  [
    'a paused rule',
    async () => {
      const { id, change } = await its.addTask({ eventsCount: 1 })
      await change({}, { isPaused: true })
      return id
    },
    'rule_inactive',
  ],
  [
    'a rule that counts nothing',
    async () =>
      (
        await its.addTask(
          {},
          {
            type: 'claimr_score',
            amount: 1,
            metadata: {},
          },
        )
      ).id,
    'invalid_request',
  ],
])('%s is refused', async (_what, make, code) => {
  await expect(its.replay({ rule: await make() })).rejects.toMatchObject({ code })
})

it('thousands of users are counted again in little time', async () => {
  const task = await its.addTask({ eventsCount: 10 })
  const names = times(2_000, (index) => `many ${index}`)
  for (let round = 0; round < 10; round++) await its.send(names.map((name) => task.event(name)))
  await its.fold()
  await task.change({ eventsCount: 5 })
  const began = performance.now()
  const report = await its.replay({ rule: task.id })
  expect(report).toMatchObject({ users: 2_000, changed: 2_000, given: '200000', skipped: [] })
  expect(await its.replay({ rule: task.id })).toMatchObject({ users: 2_000, changed: 0 })
  expect(performance.now() - began).toBeLessThan(60_000)
}, 120_000)
