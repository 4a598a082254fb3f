import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { Wallet } from 'ethers'
import { startApi } from '../support.ts'
import type { Api } from '../support.ts'
import { unique, worldOf } from './cases.ts'
import type { World } from './cases.ts'
import { forgetAnswer } from './crash.ts'
import { senderOf } from './send.ts'
import type { Send } from './send.ts'

// What happens while a request lies there whose process died: the world goes on without it.

let api: Api
let world: World
let send: Send
beforeAll(async () => {
  api = await startApi()
  world = worldOf(api)
  send = senderOf(api)
})
afterAll(() => api.stop())

const rules = '/api/loyalty/rules'
const bodyOf = ({ text }: { text: string }) => JSON.parse(text) as Record<string, unknown>

it('a repeated edit does not undo what somebody else wrote since', async () => {
  const path = `${rules}/${await world.rule(world.bodies.link)}`
  const sent = { method: 'POST', path, body: { name: 'ours' } }
  const key = unique()
  await send(sent, key)
  await forgetAnswer(api, key)
  await world.post(path, { name: 'theirs' })
  const again = await send(sent, key)
  expect([again.status, bodyOf(again)]).toMatchObject([200, { name: 'theirs', version: 3 }])
})

it('a repeated deletion does not delete what has the name since', async () => {
  const { externalIdentifier } = await world.multiplier()
  const sent = { method: 'DELETE', path: '/api/loyalty/multipliers', body: { externalIdentifier } }
  const key = unique()
  const first = await send(sent, key)
  await forgetAnswer(api, key)
  const next = { userId: await world.user(), multiplier: 3, externalIdentifier }
  const { id } = await world.post('/api/loyalty/multipliers', next)
  expect(bodyOf(await send(sent, key))).toEqual(bodyOf(first))
  expect(await api.store.multipliers.find(api.tenant.org, id)).toMatchObject({ deletedAt: null })
})

it('a repeated increment is not added to what was reported since', async () => {
  const who = { loyaltyRuleId: await world.rule(world.bodies.counted), userId: await world.user() }
  const path = '/api/loyalty/rule_statuses'
  const sent = { method: 'POST', path, body: { ...who, incProgress: 5 } }
  const key = unique()
  await send(sent, key)
  await forgetAnswer(api, key)
  await world.post(path, { ...who, incProgress: 2 })
  expect(bodyOf(await send(sent, key))).toMatchObject({ progress: 7 })
})

it('a repeated claim is the one that was made, also when its window is over', async () => {
  const userId = await world.user()
  const rule = await world.rule(world.bodies.daily)
  const sent = { method: 'POST', path: `${rules}/${rule}/complete`, body: { userId } }
  const key = unique()
  const first = await send(sent, key)
  await forgetAnswer(api, key)
  api.clock.offsetMs = 2 * 86_400_000
  const again = await send(sent, key).finally(() => (api.clock.offsetMs = 0))
  expect(bodyOf(again)).toEqual(bodyOf(first))
  expect(await api.store.claims.ofUser(api.tenant.org, userId, [rule])).toHaveLength(1)
})

it('a signature that was used up for nothing connects the wallet after all', async () => {
  const signer = Wallet.createRandom()
  const wallet = { walletAddress: signer.address, walletType: 'evm' }
  const { message } = await world.post('/api/users/connect/challenge', wallet)
  const verificationData = { message, signature: await signer.signMessage(message) }
  const sent = { method: 'POST', path: '/api/users/connect', body: { ...wallet, verificationData } }
  const key = unique()
  const first = bodyOf(await send(sent, key))
  await api.store.users.model.deleteOne({ org: api.tenant.org, _id: first.id as string })
  await forgetAnswer(api, key)
  const again = await send(sent, key)
  expect([again.status, bodyOf(again)]).toMatchObject([200, { id: first.id, proof: 'signature' }])
  expect((await send(sent, unique())).status).toBe(422)
})

it('a thing that was made and changed since is answered as it is', async () => {
  const create = { method: 'POST', path: rules, body: world.bodies.link }
  const key = unique()
  const { id } = bodyOf(await send(create, key))
  await forgetAnswer(api, key)
  await world.post(`${rules}/${id as string}`, { name: 'renamed' })
  expect(bodyOf(await send(create, key))).toMatchObject({ id, name: 'renamed' })
})
