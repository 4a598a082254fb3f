import { describe, expect, it } from '@jest/globals'
import { Failure } from '../../src/domain/failure.ts'
import { termsOf } from '../../src/rules/terms.ts'
import { tokenHold } from '../../src/rules/token-hold.ts'
import { ada, fakeProviders, findingOf, now, ruleOf, wrongFields } from '../support/fakes.ts'
import { ape, block, cat, chainWith, heldBy, pin, userWith, walletOf } from '../support/holders.ts'

const collections = [
  { address: ape, network: 'mainnet' },
  { address: cat, network: 'mainnet' },
]
const rule = (metadata: object = {}, rest: object = {}) =>
  ruleOf(tokenHold, { collections, metadata, ...rest })

const [first, second] = [walletOf(1), walletOf(2)]
const user = userWith(first, second)

describe('TokenHold', () => {
  it.each([
    ['both wallets and both collections', { ape1: 2n, ape2: 1n, cat2: 3n }, {}, '6'],
    [
      'one of each collection',
      { ape1: 2n, ape2: 1n, cat2: 3n },
      { onlyRewardSingleTokenOwnership: true },
      '2',
    ],
    ['a single token', { ape1: 1n }, {}, '1'],
  ])(
    'counts %s',
    async (_, { ape1 = 0n, ape2 = 0n, cat2 = 0n }: Record<string, bigint>, metadata, amount) => {
      const held = {
        [heldBy(ape, first)]: ape1,
        [heldBy(ape, second)]: ape2,
        [heldBy(cat, second)]: cat2,
      }
      const { chain } = chainWith({ confirmed: held, latest: held })
      expect(await findingOf(tokenHold, rule(metadata), { chain }, { user })).toMatchObject({
        kind: 'met',
        amount,
        trust: 'cryptographic',
      })
    },
  )

  it('says which block it read, and what was there', async () => {
    const held = { [heldBy(ape, first)]: 2n }
    const { chain } = chainWith({ confirmed: held, latest: held })
    expect(await findingOf(tokenHold, rule(), { chain }, { user })).toMatchObject({
      evidence: {
        blocks: [`mainnet 100 ${block.hash} ${block.time}`],
        counted: [`mainnet ${ape} 2`, `mainnet ${cat} 0`],
        wallets: [first.address],
      },
      proofs: [`wallet:${first.address}:0`],
    })
  })

  it('counts the least of both looks, for each collection', async () => {
    const { chain } = chainWith({
      confirmed: { [heldBy(ape, first)]: 5n, [heldBy(cat, first)]: 1n },
      latest: { [heldBy(ape, first)]: 2n, [heldBy(cat, first)]: 4n },
    })
    const finding = await findingOf(tokenHold, rule(), { chain }, { user })
    expect(finding).toMatchObject({ kind: 'met', amount: '3' })
  })

  const one = { [heldBy(ape, first)]: 1n }
  it.each([
    ['never held', {}, {}, {}, { kind: 'unmet', reason: 'not_held' }],
    ['sold since', { confirmed: one }, {}, {}, { kind: 'unmet', reason: 'no_longer_held' }],
    ['got a moment ago', { latest: one }, {}, {}, { kind: 'later', reason: 'not_final' }],
    [
      'got after the window was read',
      { latest: one },
      {},
      { pin },
      { kind: 'unmet', reason: 'not_held_at_block' },
    ],
    [
      'changed for another',
      { confirmed: one, latest: { [heldBy(cat, first)]: 1n } },
      {},
      { pin },
      { kind: 'unmet', reason: 'not_held_at_block' },
    ],
    [
      'held for too short',
      { confirmed: one, latest: one },
      { minimumHoldSeconds: 3600 },
      {},
      { kind: 'unmet', reason: 'not_held_long_enough' },
    ],
    [
      'held long enough',
      { confirmed: one, latest: one, earlier: one },
      { minimumHoldSeconds: 3600 },
      {},
      { kind: 'met', amount: '1' },
    ],
  ])('finds of one that was %s', async (_, moments, metadata, situation, finding) => {
    const { chain } = chainWith(moments)
    expect(
      await findingOf(tokenHold, rule(metadata), { chain }, { user, ...situation }),
    ).toMatchObject(finding)
  })

  it('looks again a minute after a transfer that is not final', async () => {
    const { chain } = chainWith({ latest: one })
    expect(await findingOf(tokenHold, rule(), { chain }, { user })).toMatchObject({
      until: new Date(now.getTime() + 60_000).toISOString(),
    })
  })

  it('judges a window that was missed by its own block alone', async () => {
    const { chain, calls } = chainWith({ confirmed: one })
    const window = {
      key: '3',
      start: new Date('2026-02-01'),
      end: new Date('2026-02-03T11:55:00Z'),
    }
    const finding = await findingOf(tokenHold, rule(), { chain }, { user, pin, claim: { window } })
    expect(finding).toMatchObject({ kind: 'met', amount: '1' })
    expect(calls.map(({ question }) => question)).toEqual(['confirmed'])
  })

  it('reads a whole page at once, and the newest block only for those who held', async () => {
    const holders = Array.from({ length: 300 }, (_, index) => walletOf(1000 + index))
    const held = Object.fromEntries(holders.slice(0, 40).map((wallet) => [heldBy(ape, wallet), 1n]))
    const { chain, calls } = chainWith({ confirmed: held, latest: held })
    const window = { key: '0', start: new Date() }
    const cases = holders.map((wallet) => ({
      rule: rule(),
      user: userWith(wallet),
      input: {},
      claim: { id: wallet.address, window, acceptedAt: now, origin: 'sweep' as const },
      pin,
      now,
    }))
    const findings = await tokenHold.examine(cases, fakeProviders({ chain }))

    expect(findings.filter((finding) => 'kind' in finding && finding.kind === 'met')).toHaveLength(
      40,
    )
    expect(calls).toEqual([
      { question: 'confirmed', asks: 600 },
      { question: 'latest', asks: 80 },
    ])
  })

  it('counts a wallet once, however it is spelled and however often it is connected', async () => {
    const said = walletOf(0xabcdef)
    const shouted = { ...said, address: `0x${said.address.slice(2).toUpperCase()}` }
    const held = { [heldBy(ape, said)]: 1n }
    const { chain } = chainWith({ confirmed: held, latest: held })
    expect(
      await findingOf(tokenHold, rule(), { chain }, { user: userWith(said, shouted, said) }),
    ).toMatchObject({ kind: 'met', amount: '1' })
  })

  it('is as trustworthy as the wallets that hold, and leaves out those that are less than the rule asks', async () => {
    const said = walletOf(3, 'attested')
    const held = { ...one, [heldBy(ape, said)]: 5n }
    const { chain } = chainWith({ confirmed: held, latest: held })
    const both = { user: userWith(first, said) }
    expect(await findingOf(tokenHold, rule(), { chain }, both)).toMatchObject({
      amount: '6',
      trust: 'attested',
    })

    const strict = rule({}, { minimumTrust: 'cryptographic' })
    expect(await findingOf(tokenHold, strict, { chain }, both)).toMatchObject({ amount: '1' })
    expect(await findingOf(tokenHold, strict, { chain }, { user: userWith(said) })).toMatchObject({
      kind: 'unmet',
      reason: 'not_proven',
    })
  })

  it('pays only users who were there before it started, if it says so', async () => {
    const late = { ...user, createdAt: new Date('2026-02-02') }
    const { chain, calls } = chainWith({ confirmed: one, latest: one })
    const asked = rule({ onlyRewardExistingUser: true })
    expect(await findingOf(tokenHold, asked, { chain }, { user: late })).toMatchObject({
      kind: 'unmet',
      reason: 'not_existing_user',
    })
    expect(calls).toEqual([])
    expect(await findingOf(tokenHold, asked, { chain }, { user })).toMatchObject({ kind: 'met' })
  })

  it('asks for a wallet, and for one that can hold such tokens', async () => {
    const { chain } = chainWith({})
    const solana = {
      ...first,
      type: 'solana',
      address: '4Nd1mYd8vJ6hFvCw4uGRbGmjWgVUqv6yQhXBzZzYcGxx',
    }
    const notConnected = { code: 'not_connected' }
    expect(await findingOf(tokenHold, rule(), { chain }, { user: ada })).toMatchObject(notConnected)
    expect(await findingOf(tokenHold, rule(), { chain }, { user: userWith(solana) })).toMatchObject(
      notConnected,
    )
  })

  it("keeps a contract's failure with those whom it concerns, and a node's with all", async () => {
    const broken = new Failure('rule_misconfigured', 'no balanceOf')
    const balances = async () => [broken, 0n, 0n, 0n]
    const { chain } = chainWith({}, { balances })
    expect(await findingOf(tokenHold, rule(), { chain }, { user })).toBe(broken)

    const down = new Failure('provider_unavailable', 'the node is down')
    const { chain: dead } = chainWith({}, { balances: () => Promise.reject(down) })
    await expect(findingOf(tokenHold, rule(), { chain: dead }, { user })).rejects.toBe(down)
  })

  it('pins a window now, or as of a time', async () => {
    const { chain } = chainWith({})
    const providers = fakeProviders({ chain })
    expect(await tokenHold.pin(rule(), providers)).toEqual({ mainnet: block })
    expect(await tokenHold.pin(rule(), providers, new Date('2026-02-02'))).toMatchObject({
      mainnet: { number: 50 },
    })
  })
})

describe('a TokenHold rule', () => {
  it('promises batches and multipliers', () => {
    expect(termsOf(rule({ rewardByBatch: true, batchSize: 5 }), 0)).toMatchObject({
      batchSize: '5',
    })
    expect(termsOf(rule({ isTokenHoldMultiplier: true }), 0)).toMatchObject({
      rewardType: 'multiplier',
    })
    expect(termsOf(rule({ batchSize: 5 }), 0)).not.toHaveProperty('batchSize')
  })

  it.each([
    ['no collections', {}, '/collections'],
    ['an empty list', { collections: [] }, '/collections'],
    [
      'an unknown network',
      { collections: [{ address: ape, network: 'moon' }] },
      '/collections/0/network',
    ],
    [
      'an address that is none',
      { collections: [{ address: '0xape', network: 'base' }] },
      '/collections/0/address',
    ],
    [
      'a misspelled Ultra collection',
      { collections: [{ address: ape, network: 'ultra' }] },
      '/collections/0/address',
    ],
    [
      'an Ultra collection',
      { collections: [{ address: 'account::TOKEN', network: 'ultra' }] },
      '/collections/0/network',
    ],
    [
      'a Solana collection',
      { collections: [{ address: 'So1', network: 'solana' }] },
      '/collections/0/network',
    ],
    [
      'the same collection twice',
      {
        collections: [
          ...collections,
          { address: ape.toUpperCase().replace('X', 'x'), network: 'mainnet' },
        ],
      },
      '/collections/2',
    ],
    [
      'a token id that is none',
      { collections: [{ address: ape, network: 'base', tokenIds: ['one'] }] },
      '/collections/0/tokenIds/0',
    ],
    [
      'batches of no size',
      { collections, metadata: { rewardByBatch: true } },
      '/metadata/batchSize',
    ],
    [
      'batches of nothing',
      { collections, metadata: { rewardByBatch: true, batchSize: 0 } },
      '/metadata/batchSize',
    ],
    [
      'overlapping tiers',
      { collections, metadata: { range: [tier(1, 5), tier(5, 9)] } },
      '/metadata/range/1',
    ],
    ['an hourly cadence', { collections, frequency: 'hourly' }, '/frequency'],
  ])('is refused with %s', (_, body, pointer) => {
    expect(wrongFields(tokenHold, body)).toMatchObject([{ pointer }])
  })

  it('may be dynamic', () => {
    expect(wrongFields(tokenHold, { collections, rewardLifetime: 'dynamic' })).toEqual([])
  })
})

function tier(startRange: number, endRange: number) {
  return { startRange, endRange, amount: 10 }
}
