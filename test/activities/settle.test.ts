import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Activities } from '../../activities/index.ts'
import { decide } from '../../src/domain/decide.ts'
import type { Finding, Findings, Outcome, Page } from '../../src/domain/claim.ts'
import { accountId } from '../../src/ledger/account.ts'
import { useDatabase } from '../support/mongo.ts'
import {
  activitiesOf,
  addClaim,
  addCurrency,
  addRule,
  addUser,
  currency,
  org,
  pageOf,
  website,
} from './support.ts'

const type = 'external_rule'
const database = useDatabase()
let activities: Activities

beforeAll(async () => {
  activities = activitiesOf(database, {
    records: {
      amountInWindow: async () => undefined,
      clickedAt: async () => undefined,
      progress: async () => 100,
    },
  })
  await addCurrency(database)
})

const balanceOf = async (user: string) =>
  (await database.ledger.balance(accountId({ org, website, currency, owner: user }))).balance

function outcomesOf({ terms, findings }: Findings): Outcome[] {
  return findings.map((finding: Finding) => {
    if (!('verdict' in finding)) throw new Error(`a failure: ${finding.failure.message}`)
    return decide(terms, finding.verdict, finding.standing)
  })
}

/** What the workflow does, in one call. */
async function carry(page: Page) {
  return activities.settle(page, outcomesOf(await activities.verify(page)))
}

describe('settle', () => {
  it('pays once, however often it is run', async () => {
    const [rule, user] = [await addRule(database, { type }), await addUser(database)]
    const claim = await addClaim(database, rule, type, user)
    const page = pageOf(rule, type, [claim])
    const outcomes = outcomesOf(await activities.verify(page))
    await Promise.all(Array.from({ length: 5 }, () => activities.settle(page, outcomes)))
    expect(await activities.settle(page, outcomes)).toEqual([{ claim, status: 'rewarded' }])
    expect(await balanceOf(user)).toBe(100n)
    expect(await database.store.claims.find(org, claim)).toMatchObject({
      status: 'rewarded',
      trust: 'first_party',
      entries: [expect.any(String)],
      steps: [
        { label: 'amount', value: '100' },
        { label: 'rounded to minor units', value: '100' },
      ],
    })
  })

  it('cuts to what the cap leaves, then refuses, and never passes it by one', async () => {
    const rule = await addRule(database, {
      type,
      interval: 'unlimited',
      frequency: 'none',
      maxAmountPerInterval: 250,
      maxAmountInterval: 'daily',
    })
    const user = await addUser(database)
    const claims = await Promise.all(
      ['a', 'b', 'c', 'd'].map((key) =>
        addClaim(database, rule, type, user, { window: { key, start: new Date() } }),
      ),
    )
    await Promise.all(claims.map((claim) => carry(pageOf(rule, type, [claim]))))
    expect(await balanceOf(user)).toBe(250n)
    const stored = await database.store.claims.findMany(org, claims)
    expect(stored.map(({ status }) => status).sort()).toEqual([
      'rewarded',
      'rewarded',
      'rewarded',
      'unmet',
    ])
    expect(stored.filter(({ cut }) => cut)).toMatchObject([{ cut: { asked: '100', given: '50' } }])
    expect(stored.filter(({ status }) => status === 'unmet')).toMatchObject([
      { reason: 'cap_reached' },
    ])
  })

  it('applies live multipliers, the first in full and the excess of the others', async () => {
    const [rule, user] = [await addRule(database, { type }), await addUser(database)]
    for (const factor of ['2', '1.5']) {
      await database.store.multipliers.create({
        _id: `mul_${factor}`,
        org,
        website,
        user,
        factor,
        currencies: [],
        createdAt: new Date(),
        updatedAt: new Date(),
        deletedAt: null,
      })
    }
    const claim = await addClaim(database, rule, type, user)
    await carry(pageOf(rule, type, [claim]))
    expect(await balanceOf(user)).toBe(250n)
  })

  it('gives a multiplier and a badge once', async () => {
    const rule = await addRule(database, {
      type,
      rewardType: 'multiplier',
      amount: '1.5',
      loyaltyCurrencyId: null,
    })
    const badge = await addRule(database, {
      type,
      rewardType: 'badge',
      loyaltyBadgeId: 'bdg_1',
      amount: 0,
    })
    const user = await addUser(database)
    const [first, second] = [
      await addClaim(database, rule, type, user),
      await addClaim(database, badge, type, user),
    ]
    for (const page of [pageOf(rule, type, [first]), pageOf(badge, type, [second])]) {
      const outcomes = outcomesOf(await activities.verify(page))
      await activities.settle(page, outcomes)
      await activities.settle(page, outcomes)
    }
    expect(await database.store.multipliers.live(org, [user])).toMatchObject([
      { factor: '1.5', rule },
    ])
    expect(await database.store.badges.ofUser(org, user)).toMatchObject([
      { badge: 'bdg_1', status: 'active' },
    ])
  })

  it('checks without paying when the caller asks for no more', async () => {
    const [rule, user] = [await addRule(database, { type }), await addUser(database)]
    const claim = await addClaim(database, rule, type, user, { input: { verifyOnly: true } })
    expect(await carry(pageOf(rule, type, [claim]))).toEqual([{ claim, status: 'verified' }])
    expect(await balanceOf(user)).toBe(0n)
  })
})

describe('a dynamic reward that ceases to be true', () => {
  it('is suspected first, kept when it comes true again, and taken back only on a second look', async () => {
    let progress = 100
    const changing = activitiesOf(database, {
      records: {
        amountInWindow: async () => undefined,
        clickedAt: async () => undefined,
        progress: async () => progress,
      },
    })
    const rule = await addRule(database, { type, trackProgress: true, rewardLifetime: 'dynamic' })
    const user = await addUser(database)
    const claim = await addClaim(database, rule, type, user)
    const look = async (purpose: Page['purpose']) => {
      const page = pageOf(rule, type, [claim], { purpose })
      return changing.settle(page, outcomesOf(await changing.verify(page)))
    }
    await look('reward')
    expect(await balanceOf(user)).toBe(100n)

    progress = 10
    expect(await look('recheck')).toMatchObject([{ status: 'suspect' }])
    progress = 100
    expect(await look('confirm')).toMatchObject([{ status: 'kept' }])
    expect(await balanceOf(user)).toBe(100n)

    progress = 10
    await look('recheck')
    expect(await look('confirm')).toMatchObject([{ status: 'revoked' }])
    expect(await look('confirm')).toMatchObject([{ status: 'kept' }])
    expect(await balanceOf(user)).toBe(0n)

    progress = 100
    await database.store.claims.model.updateOne(
      { org, _id: claim },
      { $set: { status: 'processing' } },
    )
    await look('reward')
    expect(await balanceOf(user)).toBe(100n)
  })
})
