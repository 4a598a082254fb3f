import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import { mongoUrlOf } from '../../chaos/mongo-url.ts'
import { openProxy } from '../../chaos/proxy.ts'
import { accountId, currencyOf, ownerTypeOf, parseAccountId } from '../../src/ledger/account.ts'
import { collectionsOf } from '../../src/ledger/collections.ts'
import type { StoredEntry } from '../../src/ledger/entry.ts'
import { keyOfEntry } from '../../src/ledger/entry.ts'
import { isMovement } from '../../src/ledger/journal.ts'
import { roundOf } from '../../src/ledger/posting-ids.ts'
import { createTotals } from '../../src/ledger/totals.ts'
import type { Total, TotalsWanted } from '../../src/ledger/totals.ts'
import { createCounting } from '../../src/ledger/totals/counting.ts'
import { currenciesIn, stripesOf } from '../../src/ledger/totals/stripes.ts'
import { createTotalFollower } from '../../src/ledger/totals/total-follower.ts'
import { dimensions, totalsOf } from '../../src/ledger/totals/total-records.ts'
import type { Dimension } from '../../src/ledger/totals/total-records.ts'
import type { Ledger } from '../../src/ledger/types.ts'
import { failureOf, openPlace, points, reward, times, transfer } from './support.ts'
import type { Place } from './support.ts'

const dayMs = 86_400_000
const start = Date.UTC(2026, 0, 30, 12)
const second = { ...points, currency: 'cur_2' }
const here = {
  org: points.org,
  websites: [{ website: points.website, currencies: [points.currency, second.currency] }],
}

const stripes = [points, second].flatMap((where) =>
  stripesOf(currencyOf(accountId({ ...where, owner: 'issuance' }))),
)

let place: Place
let ledger: Ledger
let clock: number
let running: { abort: () => void; ended: Promise<void> }[]

beforeEach(async () => {
  place = await openPlace()
  clock = start
  ledger = place.open({ now: () => new Date(clock) })
  running = []
})

afterEach(async () => {
  for (const { abort } of running) abort()
  await Promise.all(running.map(({ ended }) => ended))
  await place.close()
})

function follow(db = place.db, onError: (error: unknown) => void = fail): () => Promise<void> {
  const controller = new AbortController()
  const ended = createTotalFollower({ db, onError }).run(controller.signal)
  running.push({ abort: () => controller.abort(), ended })
  return async () => {
    controller.abort()
    await ended
  }
}

function fail(error: unknown): void {
  throw error
}

/** What counting works on. */
function counted(db: mongo.Db) {
  return [collectionsOf(db), totalsOf(db)] as const
}

/** What one second on a programme comes to: all kinds of things, some of them nothing. */
async function load(name: string): Promise<void> {
  clock += dayMs / 4
  await ledger.postAll(
    times(40, (n) =>
      reward(`${name}-${n}`, `u${n % 8}`, BigInt(n + 1), {
        kind: n % 2 ? 'claim' : 'reward',
        ...(n % 3 ? { rule: `rul_${n % 5}`, group: `grp_${n % 2}` } : {}),
      }),
    ),
  )
  await ledger.postAll(times(10, (n) => transfer(`${name}-t${n}`, `u${n % 8}`, 'shop', 1n)))
  const owner = (user: string) => accountId({ ...second, owner: user })
  const legs = [
    { account: owner('issuance'), amount: -7n },
    { account: owner('u1'), amount: 7n },
  ]
  await ledger.post({ key: `${name}-second`, kind: 'adjustment', legs })
  await failureOf(ledger.post(reward(`${name}-refused`, 'u1', -9_000n)))
  await ledger.reverse({ entry: `${name}-1/0` })
  await ledger.reverse({ entry: `${name}-8/0`, amount: 2n })
}

type Counted = Record<string, { keys: Set<string>; credited: bigint; debited: bigint }>

/** What the totals must come to, from the entries alone. */
async function folded(by: Dimension, from = '', until = 'z'): Promise<Total[]> {
  const entries = await collectionsOf(place.db).entries.find().toArray()
  const dayOfRound = new Map(
    entries.flatMap(({ covers, account, posting, at }) =>
      covers ? [[posting + currencyOf(account), at.toISOString().slice(0, 10)]] : [],
    ),
  )
  const sums: Counted = {}
  for (const entry of entries.filter(isMovement)) {
    const { account, amount, posting, _id } = entry
    const day = dayOfRound.get(roundOf(posting) + currencyOf(account)) ?? 'none'
    const name = nameOf(entry, by, day)
    if (name === undefined || day < from || day >= until) continue
    const { currency } = parseAccountId(account)
    const sum = (sums[`${currency} ${name}`] ??= { keys: new Set(), credited: 0n, debited: 0n })
    sum.keys.add(keyOfEntry(_id))
    if (ownerTypeOf(account) !== 'user') continue
    if (amount > 0n) sum.credited += amount
    else sum.debited -= amount
  }
  return Object.entries(sums)
    .map(([id, { keys, credited, debited }]) => {
      const [currency = '', name = ''] = id.split(' ')
      const { website } = points
      return { website, currency, name, postings: BigInt(keys.size), credited, debited }
    })
    .sort((a, b) => (a.currency + a.name < b.currency + b.name ? -1 : 1))
}

function nameOf({ kind, rule, group }: StoredEntry, by: Dimension, day: string) {
  return { kind, rule, group, day }[by]
}

async function totalsBy(by: Dimension, more: Partial<TotalsWanted> = {}) {
  const { totals } = await createTotals(place).find({ ...here, by, ...more })
  return totals
}

async function caughtUp(): Promise<void> {
  for (const by of dimensions) {
    const goal = await folded(by)
    for (const end = performance.now() + 10_000; performance.now() < end; await delay(20)) {
      if (isDeepStrictEqual(await totalsBy(by), goal)) break
    }
    expect(await totalsBy(by)).toEqual(goal)
  }
}

it('keeps what all entries come to: those from before it ran, and those after', async () => {
  await load('before')
  follow()
  await caughtUp()
  await load('after')
  await caughtUp()
  expect(await totalsBy('kind')).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'reversal', credited: 0n, debited: 8n, postings: 4n }),
    ]),
  )
  expect((await totalsBy('group')).map(({ name }) => name)).toEqual(['grp_0', 'grp_1'])
})

it('adds days up for a range', async () => {
  for (const name of times(12, (n) => `l${n}`)) await load(name)
  follow()
  await caughtUp()
  for (const by of dimensions) {
    for (const [from, until] of [
      ['2026-01-31', '2026-02-01'],
      ['2026-01-31', undefined],
      [undefined, '2026-02-01'],
      ['2026-03-01', undefined],
    ]) {
      expect(await totalsBy(by, { from, until })).toEqual(await folded(by, from, until))
    }
  }
  expect((await totalsBy('day')).map(({ name }) => name)).toContain('2026-01-31')
  expect(await totalsBy('kind', { currency: 'cur_2' })).toMatchObject([{ name: 'adjustment' }])
  expect(await totalsBy('kind', { currency: 'cur_3' })).toEqual([])
  expect(await totalsBy('kind', { org: 'another' })).toEqual([])
})

it('counts everything once, whoever counts at the same time', async () => {
  for (const round of times(5, (n) => n)) {
    await load(`l${round}`)
    const signal = new AbortController().signal
    await Promise.all(times(6, () => createCounting(...counted(place.db), 7)(stripes, signal)))
  }
  for (const by of dimensions) expect(await totalsBy(by)).toEqual(await folded(by))
})

it.each(['find', 'update', 'commitTransaction'])(
  'counts everything once when answers to %s are lost',
  async (command) => {
    const proxy = await openProxy(new URL(place.url).host)
    const client = await mongoose.mongo.MongoClient.connect(mongoUrlOf(proxy.address))
    const count = createCounting(...counted(client.db(place.db.databaseName)), 2)
    const { signal } = new AbortController()
    for (const round of times(4, (n) => n)) {
      await load(`l${round}`)
      proxy.loseAnswersOf(command, 1 + (round % 2))
      await count(stripes, signal).catch(() => count(stripes, signal))
      expect(proxy.left()).toBe(0)
    }
    await client.close()
    await proxy.close()
    for (const by of dimensions) expect(await totalsBy(by)).toEqual(await folded(by))
  },
)

it('may run twice at once', async () => {
  follow()
  follow()
  for (const name of ['one', 'two', 'three']) await load(name)
  await caughtUp()
})

it('goes on where it was stopped, with nothing to go by but what it counted', async () => {
  const stop = follow()
  await load('first')
  await caughtUp()
  await stop()
  for (const name of ['unseen', 'unheard']) await load(name)
  follow()
  await caughtUp()
})

it('says as of when it is', async () => {
  const now = new Date(start + 90 * dayMs)
  const asOf = async () =>
    (await createTotals({ db: place.db, now: () => now }).find({ ...here, by: 'kind' })).asOf
  expect(await asOf()).toEqual(now)
  await ledger.post(reward('a', 'ann', 1n))
  expect(await asOf()).toBeUndefined()
  const stop = follow()
  await caughtUp()
  expect(await asOf()).toEqual(now)
  await stop()
  clock += 5_000
  await ledger.post(reward('b', 'ann', 1n))
  expect(await asOf()).toEqual(new Date(start))
  follow()
  await caughtUp()
  expect(await asOf()).toEqual(now)
})

it('counts beyond 64 bits what comes and goes', async () => {
  const most = 2n ** 63n - 1n
  for (const n of times(3, (index) => index)) {
    await ledger.post(reward(`in${n}`, 'ann', most))
    await ledger.post(reward(`out${n}`, 'ann', -most))
  }
  follow()
  await caughtUp()
  expect(await totalsBy('day')).toMatchObject([{ credited: 3n * most, debited: 3n * most }])
})

it('finds every currency, whatever it is called', async () => {
  const names = ['a', 'a-b', 'a b', 'A', 'a.b', 'a:b', 'ä', 'b', '~', 'issuance']
  for (const currency of names) {
    for (const user of ['ann', 'bob', '~', 'A']) {
      const legs = [
        { account: accountId({ ...points, currency, owner: 'issuance' }), amount: -1n },
        { account: accountId({ ...points, currency, owner: user }), amount: 1n },
      ]
      await ledger.post({ key: encodeURIComponent(`${currency}-${user}`), kind: 'reward', legs })
    }
  }
  const found: string[] = []
  for await (const currency of currenciesIn(collectionsOf(place.db))) found.push(currency)
  const wanted = names.map((currency) => currencyOf(accountId({ ...points, currency, owner: 'u' })))
  expect(found.toSorted()).toEqual(wanted.toSorted())
})
