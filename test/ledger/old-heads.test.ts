import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals'
import type { Ledger } from '../../src/ledger/types.ts'
import {
  accountOf,
  catchUp,
  issuance,
  openPlace,
  problemsOf,
  reward,
  times,
  transfer,
} from './support.ts'
import type { Place } from './support.ts'

const day = 86_400_000
let place: Place
let now = Date.UTC(2026, 0)
let one: Ledger
let other: Ledger

beforeAll(async () => {
  place = await openPlace()
})

beforeEach(() => {
  const clock = { now: () => new Date(now) }
  ;[one, other] = [place.open(clock), place.open(clock)]
})

afterAll(async () => {
  expect(await problemsOf(place)).toEqual([])
  await place.close()
})

/** One gets to know an account, and then another writer gives it points. */
async function giveUnseen(user: string, amount: bigint, pointsExpireAt?: Date): Promise<void> {
  await one.post(reward(`${user}-seen`, user, 1n))
  await one.post(reward(`${user}-gone`, user, -1n))
  await other.post(reward(`${user}-unseen`, user, amount, { pointsExpireAt }))
}

it('spends what another writer gave to one of a group', async () => {
  await giveUnseen('ann', 10n)
  const from = ['ben', 'ann'].map(accountOf)
  const spending = { key: 'a1', kind: 'withdrawal', from, to: issuance, amount: 8n } as const
  const { entries } = await one.spend(spending)
  expect(entries.map(({ amount }) => amount)).toEqual([0n, -8n])
})

it('takes as much of a group as there is, though another writer gave some of it', async () => {
  await one.post(reward('cat', 'cat', 3n))
  await giveUnseen('dan', 10n)
  const from = ['cat', 'dan'].map(accountOf)
  const spending = { key: 'b1', kind: 'withdrawal', from, to: issuance, amount: 8n } as const
  const { entries } = await one.spend({ ...spending, mayCut: true })
  expect(entries.map(({ amount }) => amount)).toEqual([-3n, -5n])
})

it('cuts a posting to what is there, not to what was there when it last looked', async () => {
  await one.post(reward('eve', 'eve', 5n))
  await giveUnseen('fay', 10n)
  const legs = [
    { account: accountOf('eve'), amount: -10n },
    { account: accountOf('fay'), amount: -10n },
    { account: accountOf('gus'), amount: 20n },
  ]
  const { entries } = await one.post({ key: 'c1', kind: 'transaction', legs, mayCut: true })
  expect(entries.map(({ amount }) => amount)).toEqual([-5n, -6n, 11n])
})

it('takes points that expired, whoever gave them', async () => {
  await giveUnseen('hal', 10n, new Date(now + day))
  await catchUp(place)
  now += day
  expect(await one.expirePoints(new Date(now))).toBe(1)
  expect(await one.balance(accountOf('hal'))).toMatchObject({ balance: 0n })
})

it('does not refuse points for want of a place that another writer made', async () => {
  const moments = times(400, (index) => new Date(now + day + index))
  const given = moments.map((pointsExpireAt, index) =>
    reward(`i${index}`, 'ida', 1n, { pointsExpireAt }),
  )
  await other.postAll(given)
  await one.post(reward('ida-seen', 'ida', 1n))
  await other.post(transfer('ida-paid', 'ida', 'jim', 300n))
  const pointsExpireAt = new Date(now + 2 * day)
  const { entries } = await one.post(reward('ida-more', 'ida', 2n, { pointsExpireAt }))
  expect(entries).toMatchObject([{ balance: 103n }])
})
