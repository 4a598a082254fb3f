import { accountId, budgetOwnerOf, capOwnerOf } from '../../src/ledger/account.ts'
import { makeRoots } from '../../src/ledger/roots.ts'
import type { Ledger, Posting } from '../../src/ledger/types.ts'
import { accountOf, catchUp, failureOf, points, reward, times, transfer } from './support.ts'
import type { Place } from './support.ts'

const start = Date.UTC(2026, 0, 1, 10)

/** Ten in the morning of a day; the first one is 0. */
export const morningOf = (day: number) => new Date(start + day * 86_400_000)

/**
 * Lets everything happen that can, on four mornings, each round by itself: entries of every kind and with every field. The
 * first three days have roots.
 */
export async function fillRichly(place: Place): Promise<void> {
  let day = 0
  const floorOf = (id: string) => (id === accountOf('deb') ? -50n : 0n)
  const ledger = place.open({ now: () => morningOf(day), floorOf })
  await give(ledger)
  await move(ledger)
  day = 1
  await makeRoots(place.db, morningOf(day))
  await settle(ledger, morningOf(day))
  day = 2
  await undo(ledger)
  await catchUp(place)
  await ledger.expirePoints(morningOf(day))
  day = 3
  await makeRoots(place.db, morningOf(day))
  await ledger.post(reward('late', 'ann', 7n))
  await catchUp(place)
}

async function give(ledger: Ledger): Promise<void> {
  const cap = accountId({ ...points, owner: capOwnerOf({ rule: 'r1', user: 'ann', window: '0' }) })
  const budget = accountId({ ...points, owner: budgetOwnerOf({ rule: 'r1' }) })
  const counters = [
    { account: cap, amount: 30n, limit: 50n },
    { account: budget, amount: 30n, limit: 900n },
  ]
  const claim: Partial<Posting> = { kind: 'claim', rule: 'r1', group: 'g1', mayCut: true, counters }
  await ledger.post(reward('c1', 'ann', 30n, { ...claim, claim: 'r1:ann:0' }))
  await ledger.post(reward('c2', 'ann', 30n, { ...claim, claim: 'r1:ann:1' }))
  const labels = { source: 'shop "42"', 'naïve key': 'ünï\n😀' }
  await ledger.postAll([
    reward('a1', 'ann', 40n, { reason: 'welcome', labels }),
    reward('a2', 'ann', 20n, { pointsExpireAt: morningOf(2) }),
    reward('a3', 'ann', 25n, { pointsExpireAt: morningOf(40) }),
    reward('p1', 'bob', 15n, { availableAt: morningOf(1), reason: 'pending' }),
    reward('p2', 'bob', 5n, { availableAt: morningOf(60) }),
    ...times(6, (index) => reward(`b${index}`, `user${index}`, BigInt(10 + index))),
  ])
  await failureOf(ledger.post(reward('no', 'bob', -500n, { rule: 'r2' })))
}

async function move(ledger: Ledger): Promise<void> {
  await ledger.post(reward('debt', 'deb', -20n))
  await ledger.post(transfer('t1', 'ann', 'bob', 35n))
  const shop = accountOf('shop')
  const users = [accountOf('user0'), accountOf('user1'), accountOf('user2')]
  await ledger.spend({ key: 's1', from: users, to: shop, amount: 24n, kind: 'withdrawal' })
  await ledger.post({
    ...transfer('m1', 'ann', 'user3', 5n),
    legs: [
      ...transfer('', 'ann', 'user3', 5n).legs,
      { account: other('issuance'), amount: -3n },
      { account: other('ann'), amount: 3n },
    ],
  })
  await ledger.post({ ...reward('j1', 'user4', 9n), kind: 'adjustment', reason: 'by hand' })
  for (const name of ['h1', 'h2', 'h3']) {
    const expiresAt = morningOf(30)
    await ledger.hold({ key: name, account: accountOf('bob'), amount: 6n, expiresAt, rule: 'r2' })
  }
}

async function settle(ledger: Ledger, at: Date): Promise<void> {
  await ledger.capture({ hold: 'h1', to: accountOf('shop'), amount: 4n })
  await ledger.void('h2', 'not needed')
  await ledger.expireHolds(at)
  await ledger.post(transfer('t2', 'bob', 'ann', 8n))
}

async function undo(ledger: Ledger): Promise<void> {
  await ledger.reverse({ entry: 'a1/0', amount: 10n, name: 'first' })
  await ledger.reverse({ entry: 'b5/0', reason: 'a mistake' })
  await ledger.reverse({ entry: 't1/0', mayCut: true })
  await ledger.close(accountOf('user5'))
  await failureOf(ledger.post(reward('too late', 'user5', 5n)))
}

function other(owner: string): string {
  return accountId({ ...points, currency: 'cur_2', owner })
}
