import { beforeAll, describe, expect, it } from '@jest/globals'
import type { Activities } from '../../activities/index.ts'
import { Failure } from '../../src/domain/failure.ts'
import type { Account } from '../../src/domain/user.ts'
import type { Discord } from '../../src/providers/index.ts'
import { useDatabase } from '../support/mongo.ts'
import {
  activitiesOf,
  addClaim,
  addCurrency,
  addRule,
  addUser,
  org,
  pageOf,
  start,
} from './support.ts'

const type = 'discord_member'
const metadata = {
  discordServersToJoin: [{ id: '200000000000000001', roles: [{ id: '300000000000000009' }] }],
}
const database = useDatabase()
let activities: Activities

// The member behind each Discord id says what the platform does for it.
const discord: Discord = {
  owner: async () => ({ id: '1', handle: 'x' }),
  async findMember(_guild, user) {
    if (user.startsWith('limited'))
      throw new Failure('provider_limited', 'discord answered 429', { retryAfterSeconds: 30 })
    if (user.startsWith('garbage'))
      throw new Failure('provider_changed', 'discord: roles is no list')
    return user.startsWith('out') ? undefined : { roles: ['300000000000000009'], isPending: false }
  },
}

beforeAll(async () => {
  activities = activitiesOf(database, { discord })
  await addCurrency(database)
})

const accountOf = (id: string): Account => ({
  platform: 'discord',
  id,
  handle: id,
  proof: 'login',
  connectedAt: start,
})

describe('verify', () => {
  it('finds 194 of 200 though some are disconnected, limited or answered with garbage', async () => {
    const rule = await addRule(database, { type, metadata })
    const trouble = ['none', 'none', 'none', 'limited-1', 'limited-2', 'garbage-1']
    const claims = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const kind = trouble[index] ?? `member-${index}`
        const user = await addUser(database, {
          accounts: kind === 'none' ? [] : [accountOf(`${kind}:${rule}`)],
        })
        return addClaim(database, rule, type, user)
      }),
    )
    const { findings } = await activities.verify(pageOf(rule, type, claims))
    const codes = findings.map((finding) =>
      'failure' in finding ? finding.failure.code : finding.verdict.kind,
    )
    expect(codes.slice(0, 6)).toEqual([
      'not_connected',
      'not_connected',
      'not_connected',
      'provider_limited',
      'provider_limited',
      'provider_changed',
    ])
    expect(codes.filter((code) => code === 'met')).toHaveLength(194)
  })

  it('lets a claim that is alone wait in the server, and says why on the claim', async () => {
    const rule = await addRule(database, { type, metadata })
    const user = await addUser(database, { accounts: [accountOf('limited-3')] })
    const claim = await addClaim(database, rule, type, user)
    await expect(activities.verify(pageOf(rule, type, [claim]))).rejects.toMatchObject({
      code: 'provider_limited',
    })
    expect(await database.store.claims.find(org, claim)).toMatchObject({
      status: 'accepted',
      waiting: { code: 'provider_limited', message: 'discord answered 429' },
    })
  })

  it('does not pay one outside account twice, whoever shows it', async () => {
    const rule = await addRule(database, { type, metadata })
    const [first, second] = [
      await addUser(database, { accounts: [accountOf('shared-1')] }),
      await addUser(database),
    ]
    const paid = await addClaim(database, rule, type, first)
    const page = pageOf(rule, type, [paid])
    await activities.verify(page)
    await database.store.proofs.take([
      { org, rule, proof: 'discord:account:shared-1', claim: paid, user: first, at: start },
    ])
    await database.store.users.model.updateOne({ org, _id: first }, { $set: { accounts: [] } })
    await database.store.users.model.updateOne(
      { org, _id: second },
      { $set: { accounts: [accountOf('shared-1')] } },
    )
    const again = await addClaim(database, rule, type, second)
    const { findings } = await activities.verify(pageOf(rule, type, [again]))
    expect(findings).toMatchObject([{ verdict: { kind: 'unmet', reason: 'evidence_taken' } }])
  })

  it('keeps evidence out of what travels on, and on the claim', async () => {
    const rule = await addRule(database, { type, metadata })
    const user = await addUser(database, { accounts: [accountOf('member-x')] })
    const claim = await addClaim(database, rule, type, user)
    const found = await activities.verify(pageOf(rule, type, [claim]))
    expect(JSON.stringify(found)).not.toContain('member-x')
    expect(JSON.stringify((await database.store.claims.find(org, claim))?.evidence)).toContain(
      'member-x',
    )
  })

  it('pays only for proofs as strong as the rule asks for', async () => {
    const rule = await addRule(database, { type, metadata, minimumTrust: 'first_party' })
    const user = await addUser(database, {
      accounts: [{ ...accountOf('member-y'), proof: 'attested' }],
    })
    const claim = await addClaim(database, rule, type, user)
    const { findings } = await activities.verify(pageOf(rule, type, [claim]))
    expect(findings).toMatchObject([{ verdict: { kind: 'unmet', reason: 'trust_too_low' } }])
  })

  it('tells what was paid before, which the workflow takes off', async () => {
    const task = 'claimr_stream_value'
    const goal = { stream: 'score', goal: 5 }
    const rule = await addRule(database, { type: task, metadata: goal })
    const user = await addUser(database)
    const at = start.toISOString()
    const input = { since: '1', amount: '3', value: '15', target: '5', window: 0, step: 2, at }
    const claim = await addClaim(database, rule, task, user, { input })
    const { terms, findings } = await activities.verify(pageOf(rule, task, [claim]))
    expect(terms).toMatchObject({ perUnit: true })
    expect(findings).toMatchObject([{ verdict: { kind: 'met', amount: '3', since: '1' } }])
  })
})
