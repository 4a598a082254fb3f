import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { Wallet } from 'ethers'
import { startApi, wallet } from './support.ts'
import type { Api } from './support.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

const newUser = async (externalIdentifier: string) =>
  (await api.call('POST', '/api/users/metadatas', { externalIdentifier })).body.id as string
const evm = (walletAddress: string) => ({ walletAddress, walletType: 'evm' })
const connect = (body: object) => api.call('POST', '/api/users/connect', body)
const challenge = async (body: object) =>
  (await api.call('POST', '/api/users/connect/challenge', body)).body
const signed = async (
  signer: { address: string; signMessage(m: string): Promise<string> },
  more: object = {},
) => {
  const { message } = await challenge({ ...evm(signer.address), ...more })
  return { message, signature: await signer.signMessage(message) }
}
const walletsOf = async (userId: string) => {
  const { body } = await api.call('GET', `/api/users?userId=${userId}`)
  return body.data[0].wallets.map(({ address, proof }: Record<string, string>) => [address, proof])
}

it('a new wallet makes a user; its address is kept in lower case', async () => {
  const signer = Wallet.createRandom()
  const { status, body } = await connect({
    ...evm(signer.address),
    verificationData: await signed(signer),
  })
  expect(status).toBe(200)
  expect(body).toMatchObject({
    ...{ walletAddress: signer.address.toLowerCase(), proof: 'signature' },
    ...{ id: expect.stringMatching(/^usr_/), createdAt: expect.any(String) },
  })
})

it('a message names the website, the wallet, its number and its end', async () => {
  const { message, nonce, expiresAt } = await challenge(evm(wallet('b')))
  expect(message).toMatch(
    /^acme\.test wants you to sign in with your Ethereum account:\n0x[Bb]{40}\n/,
  )
  expect(message).toContain(`Nonce: ${nonce}`)
  expect(new Date(expiresAt).getTime() - Date.now()).toBeGreaterThan(9 * 60_000)
})

it("without a signature a wallet is the caller's word, which a signature replaces", async () => {
  const signer = Wallet.createRandom()
  const { body } = await connect({
    ...evm(signer.address),
    verificationData: { verifiedLocally: true },
  })
  expect(body.proof).toBe('attested')
  const verificationData = await signed(signer)
  expect((await connect({ ...evm(signer.address), verificationData })).body).toMatchObject({
    ...{ id: body.id, proof: 'signature' },
  })
  expect((await connect(evm(signer.address))).body.proof).toBe('signature')
})

it('a signature is good once, however many use it at the same time', async () => {
  const signer = Wallet.createRandom()
  const verificationData = await signed(signer)
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => connect({ ...evm(signer.address), verificationData })),
  )
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  const refused = answers.filter(({ body }) => body.code === 'signature_refused')
  expect(refused.map(({ status }) => status)).toEqual(Array(7).fill(422))
})

it.each<
  [string, (s: { signer: Wallet; message: string; signature: string }) => object | Promise<object>]
>([
  [
    'another wallet',
    async ({ message }) => ({
      message,
      signature: await Wallet.createRandom().signMessage(message),
    }),
  ],
  ['a changed message', ({ message, signature }) => ({ message: `${message} `, signature })],
  [
    'a number nobody issued',
    async ({ signer, message }) => {
      const other = message.replace(/Nonce: \w+/, `Nonce: ${'0'.repeat(32)}`)
      return { message: other, signature: await signer.signMessage(other) }
    },
  ],
  ['garbage', ({ message }) => ({ message, signature: '0x00' })],
])('a signature of %s is refused, and nothing is connected', async (_name, forge) => {
  const signer = Wallet.createRandom() as unknown as Wallet
  const verificationData = await forge({ signer, ...(await signed(signer)) })
  const { status, body } = await connect({ ...evm(signer.address), verificationData })
  expect([status, body.code]).toEqual([422, 'signature_refused'])
  const { body: found } = await api.call('GET', `/api/users?walletAddress=${signer.address}`)
  expect(found.data).toEqual([])
})

it('a signature that was asked for one user is no good for another, nor after ten minutes', async () => {
  const signer = Wallet.createRandom()
  const [one, two] = [await newUser('one'), await newUser('two')]
  const verificationData = await signed(signer, { userId: one })
  const foreign = await connect({ ...evm(signer.address), userId: two, verificationData })
  expect(foreign.body.code).toBe('signature_refused')
  api.clock.offsetMs = 11 * 60_000
  const late = await connect({ ...evm(signer.address), userId: one, verificationData })
  api.clock.offsetMs = 0
  expect(late.body.code).toBe('signature_refused')
  expect((await connect({ ...evm(signer.address), userId: one, verificationData })).status).toBe(
    200,
  )
})

it('a wallet of somebody else moves only with a signature and a confirmation', async () => {
  const signer = Wallet.createRandom()
  const [from, to] = [await newUser('from'), await newUser('to')]
  await connect({ ...evm(signer.address), userId: from })
  const wanted = { ...evm(signer.address), userId: to }
  const verificationData = await signed(signer)
  for (const more of [{}, { confirmDisconnect: true }, { verificationData }]) {
    const { status, body } = await connect({ ...wanted, ...more })
    expect([status, body.code]).toEqual([409, 'already_connected'])
  }
  expect(await walletsOf(from)).toHaveLength(1)
  const moved = await connect({ ...wanted, verificationData, confirmDisconnect: true })
  expect([moved.status, moved.body.id]).toEqual([200, to])
  expect(await walletsOf(from)).toEqual([])
  expect(await walletsOf(to)).toEqual([[signer.address.toLowerCase(), 'signature']])
})

it.each([
  ['/walletAddress', { ...evm('0x12') }],
  ['/walletType', { walletAddress: wallet('c'), walletType: 'paper' }],
  ['/verificationData/signature', { ...evm(wallet('c')), verificationData: { message: 'm' } }],
  [
    '/verificationData/dynamicAuthToken',
    { ...evm(wallet('c')), verificationData: { dynamicAuthToken: 't' } },
  ],
])('what is wrong at %s is 422', async (pointer, body) => {
  const answer = await connect(body)
  expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer])
})

it('an unknown user is 404, for a challenge as for a connection', async () => {
  const body = { ...evm(wallet('d')), userId: 'usr_unknown' }
  expect((await connect(body)).status).toBe(404)
  expect((await api.call('POST', '/api/users/connect/challenge', body)).status).toBe(404)
})

it('disconnecting takes everything away, or what was named', async () => {
  const userId = await newUser('leaver')
  await connect({ ...evm(wallet('1')), userId })
  await connect({ ...evm(wallet('2')), userId })
  const disconnect = (more: object) =>
    api.call('POST', '/api/users/disconnect', { userId, ...more })
  expect((await disconnect({ walletAddress: wallet('1') })).body).toEqual({ message: 'Success' })
  expect(await walletsOf(userId)).toEqual([[wallet('2'), 'attested']])
  await disconnect({})
  expect(await walletsOf(userId)).toEqual([])
  expect((await api.call('POST', '/api/users/disconnect', { userId: 'usr_x' })).status).toBe(404)
})
