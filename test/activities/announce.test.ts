import { beforeAll, expect, it } from '@jest/globals'
import type { Outcome, Reward } from '../../src/domain/claim.ts'
import { newId } from '../../src/store/id.ts'
import { useDatabase } from '../support/mongo.ts'
import { activitiesOf, addClaim, addCurrency, addRule, addUser, now, org } from './support.ts'
import { currency, pageOf, start } from './support.ts'

const database = useDatabase()
const type = 'external_rule'
const doubled: Reward = { type: 'multiplier', factor: '2' }
const paid: Reward = { type: 'points', currency, amount: '5' }

beforeAll(() => addCurrency(database))

async function listen(): Promise<string> {
  const _id = newId('whk')
  await database.store.webhookEndpoints.put({
    ...{ _id, org, holder: null, scope: 'user_activity', hookId: _id, url: '' },
    ...{ websites: [], sealed: '', updatedAt: start },
  })
  return _id
}

const toldTo = (endpoint: string) =>
  database.store.deliveries.list({ org, endpoint }, {}, undefined, 100)

/** Settles a claim of a new user, twice: as if whoever settled it had been killed before anybody knew. */
async function settleTwice(reward: Reward, rung: string[] = []): Promise<string> {
  const rule = await addRule(database, { type })
  const claim = await addClaim(database, rule, type, await addUser(database))
  const outcome: Outcome = { status: 'rewarded', rewards: [reward], steps: [] }
  for (const laterMs of [0, 5_000]) {
    const { settle } = activitiesOf(
      database,
      {},
      {
        now: () => new Date(now.getTime() + laterMs),
        webhookBell: {
          ring: async (targets) => void rung.push(...targets.map((each) => each.endpoint)),
          call: async () => {},
        },
      },
    )
    await settle(pageOf(rule, type, [claim]), [outcome])
  }
  return claim
}

it('a claim without points is told of once, however often it is settled', async () => {
  const [endpoint, rung] = [await listen(), [] as string[]]
  const claim = await settleTwice(doubled, rung)
  const [delivery, ...others] = await toldTo(endpoint)
  expect([delivery?.happenedAt, others]).toEqual([now, []])
  expect(JSON.parse(delivery?.body ?? '')).toMatchObject({
    ...{ type: 'user_activity', timestamp: now.toISOString() },
    data: { kind: 'claim', claim_id: claim, xp: 0, rewards: ['multiplier'] },
  })
  expect(rung).toContain(endpoint)
})

it('a claim that was paid is left to the ledger’s entries', async () => {
  const endpoint = await listen()
  await settleTwice(paid)
  expect(await toldTo(endpoint)).toEqual([])
})
