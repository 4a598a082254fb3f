import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { ethers } from 'ethers'
import { Failure } from '../../src/domain/failure.ts'
import { challengeMessage, nonceIn, proveWallet } from '../../src/engine/wallet-proof.ts'
import type { WalletClaim } from '../../src/engine/wallet-proof.ts'

const alice = new ethers.Wallet(ethers.id('alice'))
const bob = new ethers.Wallet(ethers.id('bob'))
const now = new Date('2026-02-03T12:00:00Z')
const minutes = (count: number) => new Date(now.getTime() + count * 60_000)

const challenge = {
  domain: 'quests.example',
  uri: 'https://quests.example/connect',
  address: alice.address.toLowerCase(),
  chainId: 1,
  nonce: 'n0nce1234',
  issuedAt: minutes(-1),
  expiresAt: minutes(4),
  statement: 'Connect your wallet.',
}

async function claimOf(
  message: string,
  signer: ethers.Signer = alice,
  rest: Partial<WalletClaim> = {},
): Promise<WalletClaim> {
  return {
    walletType: 'evm',
    address: alice.address,
    message,
    signature: await signer.signMessage(message),
    nonce: challenge.nonce,
    domain: challenge.domain,
    chainId: 1,
    now,
    ...rest,
  }
}

const refused = { name: 'Failure', code: 'signature_refused' }

describe('challengeMessage', () => {
  it('is the text that the standard prescribes', () => {
    expect(challengeMessage(challenge)).toBe(
      [
        'quests.example wants you to sign in with your Ethereum account:',
        alice.address,
        '',
        'Connect your wallet.',
        '',
        'URI: https://quests.example/connect',
        'Version: 1',
        'Chain ID: 1',
        'Nonce: n0nce1234',
        'Issued At: 2026-02-03T11:59:00.000Z',
        'Expiration Time: 2026-02-03T12:04:00.000Z',
      ].join('\n'),
    )
  })

  it.each([
    { statement: 'hello\nURI: https://evil.example' },
    { domain: 'evil.example/quests.example' },
    { domain: 'quests.example wants' },
    { nonce: 'n0nce1234\nNot Before: 2099-01-01T00:00:00Z' },
    { uri: 'https://quests.example\nVersion: 1' },
    { statement: '' },
  ])('refuses parts that would forge a line: %j', (parts) => {
    expect(() => challengeMessage({ ...challenge, ...parts })).toThrow(Failure)
  })
})

describe('proveWallet', () => {
  it.each([
    ['with a statement', {}],
    ['without one', { statement: undefined }],
  ])('accepts a challenge %s, signed by the key of the wallet', async (_, parts) => {
    const claim = await claimOf(challengeMessage({ ...challenge, ...parts }))
    expect(await proveWallet(claim)).toEqual({ proof: 'signature' })
  })

  it.each(['Connect to Quests\n\nn0nce1234', 'Connect to Quests\nNonce: n0nce1234\n', 'n0nce1234'])(
    'accepts a plain message with the nonce on a line of its own: %j',
    async (message) => {
      expect(await proveWallet(await claimOf(message))).toEqual({ proof: 'signature' })
    },
  )

  it.each(['evm', 'imx', 'agw'])('proves a wallet of the family %s', async (walletType) => {
    const claim = await claimOf(challengeMessage(challenge), alice, { walletType })
    expect(await proveWallet(claim)).toEqual({ proof: 'signature' })
  })

  const good = challengeMessage(challenge)
  it.each([
    ['of another nonce', challengeMessage({ ...challenge, nonce: 'another12' }), 'nonce'],
    ['that carries the nonce inside a line', 'my n0nce1234 is here', 'nonce'],
    ['without a nonce', 'hello', 'nonce'],
    [
      'for another website',
      challengeMessage({ ...challenge, domain: 'evil.example' }),
      'evil.example',
    ],
    ['for another chain', challengeMessage({ ...challenge, chainId: 10 }), 'chain 10'],
    [
      'that names another address',
      challengeMessage({ ...challenge, address: bob.address }),
      'another address',
    ],
    ['that has expired', challengeMessage({ ...challenge, expiresAt: minutes(0) }), 'expired'],
    [
      'of eleven minutes ago',
      challengeMessage({ ...challenge, issuedAt: minutes(-11) }),
      'ten minutes',
    ],
    ['from the future', challengeMessage({ ...challenge, issuedAt: minutes(3) }), 'future'],
    ['that is not valid yet', `${good}\nNot Before: ${minutes(1).toISOString()}`, 'not valid yet'],
    ['of another version', good.replace('Version: 1', 'Version: 2'), 'EIP-4361'],
    ['without the time it was issued', good.replace(/Issued At.*\n/, ''), 'EIP-4361'],
    ['with a time that is none', good.replace(/Issued At: .*/, 'Issued At: today'), 'EIP-4361'],
    ['with a line too many', `${good}\nAmount: 5`, 'EIP-4361'],
    [
      'with its lines in another order',
      good.replace(/(Version: 1)\n(Chain ID: 1)/, '$2\n$1'),
      'EIP-4361',
    ],
    ['with a line before it', `\n${good}`, 'EIP-4361'],
    ['that hides a user in its domain', good.replace(/^/, 'quests.example@'), 'EIP-4361'],
    ['for a Solana account', good.replace('Ethereum', 'Solana'), 'another family'],
    ['that is endless', `n0nce1234\n${'x'.repeat(10_000)}`, 'too long'],
  ])('refuses a message %s, though the wallet signed it', async (_, message, reason) => {
    await expect(proveWallet(await claimOf(message))).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining(reason),
    })
  })

  it("refuses a signature of somebody else's key", async () => {
    await expect(proveWallet(await claimOf(good, bob))).rejects.toMatchObject(refused)
  })

  it('refuses a signature of another message', async () => {
    const signature = await alice.signMessage(challengeMessage({ ...challenge, nonce: 'old' }))
    await expect(proveWallet(await claimOf(good, alice, { signature }))).rejects.toMatchObject(
      refused,
    )
  })

  it('refuses the second form in which a signature can be written', async () => {
    const { r, s, v } = ethers.Signature.from(await alice.signMessage(good))
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
    const high = ethers.toBeHex(order - BigInt(s), 32)
    const signature = ethers.concat([r, high, v === 27 ? '0x1c' : '0x1b'])
    await expect(proveWallet(await claimOf(good, alice, { signature }))).rejects.toMatchObject(
      refused,
    )
  })

  it.each(['', '0x', '0x1234', 'signed, alice', `0x${'00'.repeat(65)}`, `0x${'ff'.repeat(65)}`])(
    'refuses the signature %j',
    async (signature) => {
      await expect(proveWallet(await claimOf(good, alice, { signature }))).rejects.toMatchObject(
        refused,
      )
    },
  )

  it.each(['sui', 'ton', 'cosmos', 'ultra', 'flow_cadence', 'substrate', 'bitcoin'])(
    'says which families can be proven when asked for %s',
    async (walletType) => {
      await expect(proveWallet(await claimOf(good, alice, { walletType }))).rejects.toMatchObject({
        code: 'invalid_request',
        message: expect.stringContaining('evm, imx, agw, solana'),
      })
    },
  )

  it('refuses an address that is none', async () => {
    const address = 'alice.eth'
    await expect(proveWallet(await claimOf(good, alice, { address }))).rejects.toMatchObject({
      code: 'invalid_request',
    })
  })
})

describe("a contract wallet's word", () => {
  const good = challengeMessage(challenge)
  const asked: unknown[] = []
  const contract = (answer: boolean | Failure) => ({
    acceptsSignature: async (...question: unknown[]) => {
      asked.push(question)
      if (answer instanceof Failure) throw answer
      return answer
    },
  })

  it('proves the wallet', async () => {
    const claim = await claimOf(good, bob, { chain: contract(true), network: 'base' })
    expect(await proveWallet(claim)).toEqual({ proof: 'contract' })
    expect(asked).toEqual([['base', alice.address, good, claim.signature]])
  })

  it('is not asked where the key has signed', async () => {
    const chain = contract(new Failure('provider_unavailable', 'down'))
    const claim = await claimOf(good, alice, { chain, network: 'base' })
    expect(await proveWallet(claim)).toEqual({ proof: 'signature' })
  })

  it('is refused if it says no, or if nobody can ask it', async () => {
    for (const answer of [false, new Failure('rule_misconfigured', 'no RPC URL')]) {
      const claim = await claimOf(good, bob, { chain: contract(answer), network: 'base' })
      await expect(proveWallet(claim)).rejects.toMatchObject(refused)
    }
  })

  it('stays unknown while the node is down', async () => {
    const down = new Failure('provider_unavailable', 'down')
    const claim = await claimOf(good, bob, { chain: contract(down), network: 'base' })
    await expect(proveWallet(claim)).rejects.toBe(down)
  })

  it('does not save a message that is not ours', async () => {
    const message = challengeMessage({ ...challenge, nonce: 'another12' })
    const claim = await claimOf(message, bob, { chain: contract(true), network: 'base' })
    await expect(proveWallet(claim)).rejects.toMatchObject(refused)
  })
})

describe('a Solana wallet', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const key = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
  const address = ethers.encodeBase58(key)
  const signed = (message: string) => sign(null, Buffer.from(message), privateKey)
  const claim = (message: string, signature: string, rest: Partial<WalletClaim> = {}) => ({
    walletType: 'solana',
    address,
    message,
    signature,
    nonce: challenge.nonce,
    domain: challenge.domain,
    now,
    ...rest,
  })
  const message = challengeMessage({ ...challenge, address, chainId: 'mainnet' })

  it.each([
    ['Base58', (bytes: Buffer) => ethers.encodeBase58(bytes)],
    ['Base64', (bytes: Buffer) => bytes.toString('base64')],
  ])('is proven by its signature in %s', async (_, spell) => {
    for (const text of [message, 'hello\nn0nce1234']) {
      const proof = await proveWallet(claim(text, spell(signed(text))))
      expect(proof).toEqual({ proof: 'signature' })
    }
  })

  it.each([
    [
      "somebody else's signature",
      () => sign(null, Buffer.from(message), generateKeyPairSync('ed25519').privateKey),
    ],
    ['a signature of another message', () => signed('hello')],
    ['half a signature', () => signed(message).subarray(0, 32)],
  ])('is not by %s', async (_, made) => {
    const signature = ethers.encodeBase58(made())
    await expect(proveWallet(claim(message, signature))).rejects.toMatchObject(refused)
  })

  it('has an address of 32 bytes in Base58', async () => {
    const signature = ethers.encodeBase58(signed(message))
    for (const wrong of [`1${address}`, 'O0Il', alice.address, address.slice(8)]) {
      await expect(
        proveWallet(claim(message, signature, { address: wrong })),
      ).rejects.toMatchObject({ code: 'invalid_request' })
    }
  })
})

describe('nonceIn', () => {
  it('finds which of several nonces a message was signed for', () => {
    const nonces = ['other1234', challenge.nonce]
    expect(nonceIn(challengeMessage(challenge), nonces)).toBe(challenge.nonce)
    expect(nonceIn('hello\nother1234', nonces)).toBe('other1234')
    expect(nonceIn('hello', nonces)).toBeUndefined()
  })
})
