import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { keyOf } from '../../src/ledger/key.ts'
import { accountId } from '../../src/ledger/account.ts'
import type { Failure } from '../../src/domain/failure.ts'
import type { Ledger, Posting } from '../../src/ledger/types.ts'
import {
  accountOf,
  failureOf,
  openPlace,
  pointersOf,
  points,
  problemsOf,
  reward,
  times,
  transfer,
  turn,
} from './support.ts'
import type { Place } from './support.ts'

let place: Place
let ledger: Ledger

beforeAll(async () => {
  place = await openPlace()
  ledger = place.open()
})

afterAll(async () => {
  expect(await problemsOf(place)).toEqual([])
  await place.close()
})

it('writes a new key and says that it is new', async () => {
  const posted = await ledger.post(reward('new', 'ann', 10n, { rule: 'rul_1', claim: 'clm_1' }))
  expect(posted.replayed).toBe(false)
  expect(posted.entries).toMatchObject([
    { id: 'new/0', account: accountOf('ann'), seq: 1, amount: 10n, balance: 10n, held: 0n },
  ])
})

it('answers the same key with the same answer, and says so', async () => {
  const first = await ledger.post(reward('same', 'bob', 10n))
  const second = await ledger.post(reward('same', 'bob', 10n))
  expect(second).toEqual({ ...first, replayed: true })
  expect(await ledger.balance(accountOf('bob'))).toMatchObject({ balance: 10n, seq: 1 })
})

it('does not count free text as content', async () => {
  await ledger.post(reward('text', 'bob', 10n, { reason: 'one', labels: { a: '1' } }))
  const again = await ledger.post(reward('text', 'bob', 10n, { reason: 'another', claim: 'clm_2' }))
  expect(again.replayed).toBe(true)
  expect(again.entries[0]?.reason).toBe('one')
})

it('remembers a key after a restart', async () => {
  const first = await ledger.post(reward('restart', 'bob', 10n))
  expect(await place.open().post(reward('restart', 'bob', 10n))).toEqual({
    ...first,
    replayed: true,
  })
})

describe('the same key with other content', () => {
  const first = reward('other', 'cat', 10n, { rule: 'rul_1' })
  const elsewhere = accountId({ ...points, currency: 'cur_2', owner: 'cat' })
  const otherIssuance = accountId({ ...points, currency: 'cur_2', owner: 'issuance' })
  const cases: [string, Posting][] = [
    ['/account', { ...first, legs: reward('', 'dan', 10n).legs }],
    ['/amount', { ...first, legs: reward('', 'cat', 11n).legs }],
    ['/direction', { ...first, legs: reward('', 'cat', -10n).legs }],
    ['/kind', { ...first, kind: 'adjustment' }],
    ['/rule', { ...first, rule: 'rul_2' }],
    [
      '/currency',
      {
        ...first,
        legs: [
          { account: otherIssuance, amount: -10n },
          { account: elsewhere, amount: 10n },
        ],
      },
    ],
    ['/legs', { ...first, legs: [...first.legs, ...transfer('', 'cat', 'dan', 1n).legs] }],
  ]

  it.each(cases)('is refused and points at %s', async (pointer, posting) => {
    await ledger.post(first)
    const failure = await failureOf(ledger.post(posting))
    expect([failure.code, pointersOf(failure)]).toEqual(['key_conflict', [pointer]])
  })

  it('is refused if the other one was a hold', async () => {
    const expiresAt = new Date(Date.now() + 60_000)
    const hold = { key: 'other', account: accountOf('cat'), amount: 10n, expiresAt, rule: 'rul_1' }
    await ledger.post(first)
    expect(pointersOf(await failureOf(ledger.hold(hold)))).toEqual(['/kind'])
  })
})

it('takes the same key in another scope as another one', async () => {
  await ledger.post(reward(keyOf('ann', 'k'), 'ann', 1n))
  expect((await ledger.post(reward(keyOf('bob', 'k'), 'bob', 1n))).replayed).toBe(false)
})

it('repeats a refusal, even when there would be enough by now', async () => {
  const refused = await failureOf(ledger.post(reward('poor', 'eve', -10n)))
  await ledger.post(reward('rich', 'eve', 100n))
  const again = await failureOf(place.open().post(reward('poor', 'eve', -10n)))
  expect(refused.code).toBe('insufficient_points')
  expect({ ...again, message: again.message }).toEqual({ ...refused, message: refused.message })
  expect(pointersOf(await failureOf(ledger.post(reward('poor', 'eve', -11n))))).toEqual(['/amount'])
  const entry = { kind: 'refusal', amount: 0n, seq: 1 }
  expect((await ledger.statement(accountOf('eve'))).at(-1)).toMatchObject(entry)
})

it('does not remember what failed before it was written', async () => {
  await failureOf(ledger.post({ ...reward('wrong', 'fay', 5n), legs: [] }))
  expect((await ledger.post(reward('wrong', 'fay', 5n))).replayed).toBe(false)
})

it.each([1, 2])('writes 64 identical postings once, on %i ledgers', async (count) => {
  const ledgers: [Ledger, ...Ledger[]] = [ledger, ...times(count - 1, () => place.open())]
  const user = `gus${count}`
  const posted = await Promise.all(
    times(64, (index) => turn(ledgers, index).post(reward(`once-${count}`, user, 7n))),
  )
  expect(posted.filter((answer) => answer.replayed === false)).toHaveLength(1)
  expect(new Set(posted.map((answer) => answer.posting)).size).toBe(1)
  expect(await ledger.balance(accountOf(user))).toMatchObject({ balance: 7n, seq: 1 })
})

it('writes one of 64 postings of which half have another amount, and refuses the other half', async () => {
  const ledgers = [place.open(), place.open()] as const
  const results = await Promise.all(
    times(64, async (index) => {
      const amount = index % 4 < 2 ? 7n : 8n
      const [answer] = await turn(ledgers, index).postAll([reward('half', 'hal', amount)])
      return answer
    }),
  )
  const refused = results.filter((result): result is Failure => result instanceof Error)
  expect(refused).toHaveLength(32)
  expect(refused.every(({ code }) => code === 'key_conflict')).toBe(true)
  const { balance, seq } = await ledger.balance(accountOf('hal'))
  expect([7n, 8n]).toContain(balance)
  expect(seq).toBe(1)
})

it('answers the same key twice in one batch', async () => {
  const batch = [reward('twin', 'ida', 3n), reward('twin', 'ida', 3n), reward('twin', 'ida', 4n)]
  const [first, second, third] = await ledger.postAll(batch)
  expect(first).toMatchObject({ replayed: false })
  expect(second).toEqual({ ...first, replayed: true })
  expect(third).toMatchObject({ code: 'key_conflict' })
})

it('finds postings by key and entries by id', async () => {
  const posted = await ledger.post(transfer('found', 'bob', 'jim', 2n))
  expect(await ledger.findPosting('found')).toEqual({ ...posted, replayed: true })
  expect(await ledger.findPosting('lost')).toBeUndefined()
  expect(await ledger.findEntry('found/1')).toEqual(posted.entries[1])
  expect(await ledger.findEntry('found/2')).toBeUndefined()
})
