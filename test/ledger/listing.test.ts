import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { accountId } from '../../src/ledger/account.ts'
import { createListing } from '../../src/ledger/listing.ts'
import type { Listing } from '../../src/ledger/listing.ts'
import type { TransactionFilter } from '../../src/ledger/listing/transaction-filter.ts'
import type { Ledger, Posting } from '../../src/ledger/types.ts'
import {
  accountOf,
  failureOf,
  openPlace,
  points,
  reward,
  times,
  transfer,
  turn,
} from './support.ts'
import type { Place } from './support.ts'

const start = Date.UTC(2026, 0, 1)
const other = { ...points, currency: 'cur_2' }
const abroad = { ...points, website: 'web_2', currency: 'cur_3' }
const here = {
  org: points.org,
  websites: [{ website: points.website, currencies: [points.currency, other.currency] }],
}
const everywhere = {
  ...here,
  websites: [...here.websites, { website: abroad.website, currencies: [abroad.currency] }],
}

let place: Place
let ledger: Ledger
let listing: Listing
let clock: number

beforeEach(async () => {
  place = await openPlace()
  clock = start
  ledger = place.open({ now: () => new Date(clock) })
  listing = createListing(place)
})

afterEach(() => place.close())

/** All pages, one after the other; every page but the last is full. */
async function keysOf(
  filter: Partial<TransactionFilter>,
  { limit = 100, direction }: { limit?: number; direction?: 'asc' | 'desc' } = {},
): Promise<string[]> {
  const keys: string[] = []
  for (let after: string | undefined, more = true; more;) {
    const page = await listing.findTransactions({ ...here, ...filter }, { after, limit, direction })
    keys.push(...page.items.map(({ key }) => key))
    expect(page.items.length).toBe(page.hasNextPage ? limit : page.items.length)
    after = keys.at(-1)
    more = page.hasNextPage
  }
  return keys
}

/** A reward in some other place than `points`. */
function elsewhere(key: string, user: string, where: typeof points, more: Partial<Posting> = {}) {
  const legs = [
    { account: accountId({ ...where, owner: 'issuance' }), amount: -1n },
    { account: accountId({ ...where, owner: user }), amount: 1n },
  ]
  return { key, kind: 'reward', legs, ...more } as const
}

async function load(): Promise<void> {
  await ledger.post(reward('a', 'ann', 5n, { rule: 'rul_1', claim: 'clm_1', reason: 'for a' }))
  clock += 1_000
  await ledger.post(reward('b', 'ann', 6n, { rule: 'rul_2', labels: { colour: 'red' } }))
  clock += 1_000
  await ledger.post(transfer('c', 'ann', 'bob', 2n))
  clock += 1_000
  await ledger.post(elsewhere('d', 'ann', other, { rule: 'rul_2' }))
  clock += 1_000
  await ledger.post(elsewhere('e', 'ann', abroad))
}

it.each<[string, Partial<TransactionFilter>, string]>([
  ['nothing more', {}, 'dcba'],
  ['all websites', everywhere, 'edcba'],
  ['no website', { websites: [] }, ''],
  ['another organization', { org: 'org_2' }, ''],
  ['a user', { user: 'bob' }, 'c'],
  ['users', { user: ['ann', 'bob'] }, 'dcba'],
  ['a user everywhere', { ...everywhere, user: 'ann' }, 'edcba'],
  ['a user nobody knows', { user: 'moe' }, ''],
  ['no user', { user: [] }, ''],
  ['a user and a currency', { user: 'ann', currency: 'cur_2' }, 'd'],
  ['a currency', { currency: 'cur_2' }, 'd'],
  ['currencies', { currency: ['cur_1', 'cur_2'] }, 'dcba'],
  ['a currency of another website', { currency: 'cur_3' }, ''],
  ['a rule', { rule: 'rul_1' }, 'a'],
  ['a rule in a currency', { rule: 'rul_2', currency: 'cur_1' }, 'b'],
  ['rules', { rule: ['rul_1', 'rul_2'] }, 'dba'],
  ['more rules than are looked up', { rule: times(200, (index) => `rul_${index}`) }, 'dba'],
  ['a rule and a user', { rule: 'rul_2', user: ['ann', 'bob'] }, 'db'],
  ['a kind', { kind: 'transaction' }, 'c'],
  ['kinds', { kind: ['transaction', 'reward'] }, 'dcba'],
  ['a kind and a rule', { kind: 'transaction', rule: 'rul_1' }, ''],
  ['a key', { key: 'b' }, 'b'],
  ['a key of another user', { key: 'b', user: 'bob' }, ''],
  ['a key of another website', { key: 'e' }, ''],
  ['a key of nothing', { key: 'z' }, ''],
  ['from a time', { from: new Date(start + 1_000) }, 'dcb'],
  ['until a time', { until: new Date(start + 1_000) }, 'a'],
  ['between times', { from: new Date(start + 1), until: new Date(start + 2_001) }, 'cb'],
  ['a user from a time', { user: 'ann', from: new Date(start + 1_000) }, 'dcb'],
  ['a user until a time', { user: 'ann', until: new Date(start + 2_000) }, 'ba'],
])('%s', async (_name, filter, keys) => {
  await load()
  expect((await keysOf(filter)).join('')).toBe(keys)
  expect((await keysOf(filter, { limit: 1 })).join('')).toBe(keys)
  const upwards = [...keys].reverse().join('')
  expect((await keysOf(filter, { direction: 'asc' })).join('')).toBe(upwards)
  expect((await keysOf(filter, { direction: 'asc', limit: 1 })).join('')).toBe(upwards)
})

it('says what is known of a transaction', async () => {
  await load()
  const { items } = await listing.findTransactions({ ...here, rule: 'rul_1' })
  expect(items).toEqual([
    {
      ...{ id: expect.stringMatching(/^pst_/), key: 'a', kind: 'reward', rule: 'rul_1' },
      ...{ claim: 'clm_1', reason: 'for a', labels: undefined, at: new Date(start) },
      legs: [{ ...points, id: 'a/0', account: accountOf('ann'), user: 'ann', amount: 5n }],
    },
  ])
  const [found] = (await listing.findTransactions({ ...here, kind: 'transaction' })).items
  expect(found?.legs).toMatchObject([
    { user: 'ann', amount: -2n },
    { user: 'bob', amount: 2n },
  ])
  expect((await listing.findTransactions({ ...here, id: found?.id })).items).toEqual([found])
  expect((await listing.findTransactions({ ...here, id: `${found?.id}0` })).items).toEqual([])
  expect((await listing.findTransactions({ ...here, id: 'nothing' })).items).toEqual([])
})

it('lists no refusal, no hold and no release, and caps are no lines', async () => {
  await ledger.post(reward('paid', 'ann', 5n))
  await failureOf(ledger.post(reward('refused', 'ann', -50n)))
  const hold = { account: accountOf('ann'), amount: 2n, expiresAt: new Date(clock + 60_000) }
  await ledger.hold({ key: 'held', ...hold })
  await ledger.void('held')
  await ledger.hold({ key: 'kept', ...hold })
  clock++
  await ledger.capture({ hold: 'kept', to: accountOf('bob') })
  clock++
  const cap = accountId({ ...points, owner: 'cap:rul:ann:day' })
  await ledger.post(
    reward('capped', 'ann', 3n, { counters: [{ account: cap, amount: 3n, limit: 9n }] }),
  )
  const all = await listing.findTransactions(here)
  expect(all.items.map(({ kind }) => kind)).toEqual(['reward', 'capture', 'reward'])
  expect(all.items.map(({ legs }) => legs.length)).toEqual([1, 2, 1])
  expect((await listing.findTransactions({ ...here, user: 'ann' })).items).toEqual(all.items)
  for (const key of ['refused', 'held']) expect(await keysOf({ key })).toEqual([])
})

it('pages over the rounds of several writers, of one posting or of hundreds, at equal times', async () => {
  const ledgers = times(3, () => place.open({ now: () => new Date(clock) }))
  const posted: Posting[] = []
  for (const [index, size] of [1, 300, 2, 90, 1, 1, 40].entries()) {
    clock += index % 2
    const postings = times(size, (n) =>
      n % 5 === 0
        ? elsewhere(`r${index}-${n}`, `u${n % 3}`, turn([points, other, abroad], n))
        : reward(`r${index}-${n}`, `u${n % 3}`, 1n, { rule: `rul_${n % 7}` }),
    )
    posted.push(...postings)
    const third = Math.ceil(size / 3)
    await Promise.all(
      ledgers.map((each, nth) => each.postAll(postings.slice(nth * third, (nth + 1) * third))),
    )
  }
  const keys = (filter: (posting: Posting) => boolean) =>
    posted
      .filter(filter)
      .map(({ key }) => key)
      .toSorted()
  for (const direction of ['desc', 'asc'] as const) {
    for (const limit of [7, 100]) {
      const listed = async (filter: Partial<TransactionFilter>) =>
        (await keysOf({ ...everywhere, ...filter }, { limit, direction })).toSorted()
      expect(await listed({})).toEqual(keys(() => true))
      expect(await listed({ rule: 'rul_3' })).toEqual(keys(({ rule }) => rule === 'rul_3'))
      expect(await listed({ user: ['u1', 'u2'] })).toEqual(
        keys(({ legs }) => legs.some(({ account }) => /:u[12]$/.test(account))),
      )
      expect(await listed({ currency: 'cur_2' })).toEqual(
        keys(({ legs }) => legs.some(({ account }) => account.includes('cur_2'))),
      )
    }
  }
  const ids = (await listing.findTransactions(everywhere, { limit: 500 })).items.map(({ id }) => id)
  expect(ids).toEqual(ids.toSorted().reverse())
})

it('lists what was answered, at once', async () => {
  for (const index of times(20, (n) => n)) {
    await ledger.post(reward(`k${index}`, 'ann', 1n))
    const [newest] = (await listing.findTransactions({ ...here, user: 'ann' }, { limit: 1 })).items
    expect(newest?.key).toBe(`k${index}`)
    clock++
  }
})

it('keeps the order of a statement when the clocks of its writers differ', async () => {
  const slow = place.open({ now: () => new Date(clock - 30_000) })
  for (const index of times(12, (n) => n)) {
    clock += 1_000
    await turn([ledger, slow], index).post(reward(`k${index}`, 'ann', 1n))
  }
  const newestFirst = times(12, (index) => `k${11 - index}`)
  expect(await keysOf({ user: 'ann' }, { limit: 2 })).toEqual(newestFirst)
  const until = new Date(start)
  const early = await keysOf({ user: 'ann', until }, { limit: 2 })
  expect(early).toEqual(['k11', 'k9', 'k7', 'k5', 'k3', 'k1'])
  expect((await keysOf({ until })).toSorted()).toEqual(early.toSorted())
})

it('looks at no more than it needs', async () => {
  for (const batch of times(5, (n) => n)) {
    clock++
    await ledger.postAll(
      times(400, (n) => {
        const more = n === 0 && batch === 0 ? { rule: 'rare' } : {}
        return reward(`b${batch}-${n}`, `u${n % 40}`, 1n, more)
      }),
    )
  }
  await place.db.command({ profile: 2 })
  const middle = (await listing.findTransactions(here, { limit: 1_000 })).items.at(-1)
  for (const [filter, page, most] of [
    [{}, {}, 40],
    [{}, { after: middle?.key }, 90],
    [{ rule: 'rare' }, {}, 500],
    [{ user: 'u7' }, {}, 80],
    [{ user: 'u7' }, { after: middle?.key }, 140],
    [{ key: 'b1-1' }, {}, 1],
    [{ until: new Date(start) }, {}, 5],
  ] as const) {
    const before = await lookedAt()
    await listing.findTransactions({ ...here, ...filter }, { limit: 20, ...page })
    const looked = (await lookedAt()) - before
    expect({ filter, page, looked, isBounded: looked <= most }).toMatchObject({ isBounded: true })
  }
})

/** How many entries MongoDB has looked at so far. */
async function lookedAt(): Promise<number> {
  const ns = `${place.db.databaseName}.entries`
  const profiled = await place.db.collection('system.profile').find({ ns }).toArray()
  expect(profiled.filter(({ hasSortStage }) => hasSortStage)).toEqual([])
  return profiled.reduce((sum, { docsExamined = 0 }) => sum + Number(docsExamined), 0)
}

it('ends a page early rather than look at too much, but never with nothing on it', async () => {
  const postings = times(1_600, (n) => {
    const kind = n % 400 === 399 ? 'adjustment' : 'reward'
    return reward(`k${n}`, `u${n % 40}`, 1n, { rule: 'common', kind })
  })
  for (const batch of times(4, (n) => postings.slice(n * 400, (n + 1) * 400))) {
    clock++
    await ledger.postAll(batch)
  }
  const { findTransactions } = createListing({ ...place, mostLookedAt: 300 })
  const filter = { ...here, rule: 'common', kind: 'adjustment' } as const
  const pages: (string | undefined)[][] = []
  for (let after: string | undefined, more = true; more;) {
    const page = await findTransactions(filter, { after })
    pages.push(page.items.map(({ key }) => key))
    after = page.items.at(-1)?.key
    more = page.hasNextPage
  }
  expect(pages.length).toBeGreaterThan(1)
  expect(pages.slice(0, -1).every(({ length }) => length > 0)).toBe(true)
  expect(pages.flat()).toEqual(['k1599', 'k1199', 'k799', 'k399'])
})
