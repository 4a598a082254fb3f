import { describe, expect, it } from '@jest/globals'
import { Failure } from '../../src/domain/failure.ts'
import { tokenHoldErc20 } from '../../src/rules/token-hold-erc20.ts'
import { findingOf, ruleOf, wrongFields } from '../support/fakes.ts'
import { cat, chainWith, coin, heldBy, pin, userWith, walletOf } from '../support/holders.ts'

const wallet = walletOf(1)
const user = userWith(wallet)
const collections = [{ address: coin, network: 'mainnet' }]
const two = [...collections, { address: cat, network: 'mainnet' }]

const decimals = async (_: string, token: string) => (token === coin ? 6 : 18)
const whole = 10n ** 18n

describe('token_hold_erc20', () => {
  it.each([
    ['whole tokens', collections, { [heldBy(coin, wallet)]: 12_000_000n }, '12'],
    ['fractions exactly', collections, { [heldBy(coin, wallet)]: 1_000_001n }, '1.000001'],
    ['the smallest unit', two, { [heldBy(cat, wallet)]: 1n }, '0.000000000000000001'],
    [
      'tokens of several decimals together',
      two,
      { [heldBy(coin, wallet)]: 500_000n, [heldBy(cat, wallet)]: 2n * whole },
      '2.5',
    ],
    [
      'more than a number can carry',
      collections,
      { [heldBy(coin, wallet)]: 9_007_199_254_740_993_000_000n },
      '9007199254740993',
    ],
  ])('counts %s', async (_, collections, held, amount) => {
    const { chain } = chainWith({ confirmed: held, latest: held }, { decimals })
    const rule = ruleOf(tokenHoldErc20, { collections })
    const finding = await findingOf(tokenHoldErc20, rule, { chain }, { user })
    expect(finding).toMatchObject({ kind: 'met', amount, trust: 'cryptographic' })
  })

  it('counts the native coin of a network', async () => {
    const held = { [heldBy('native', wallet)]: 3n * whole + whole / 4n }
    const { chain } = chainWith({ confirmed: held, latest: held })
    const rule = ruleOf(tokenHoldErc20, { network: 'base', metadata: { erc20Type: 'native' } })
    expect(await findingOf(tokenHoldErc20, rule, { chain }, { user })).toMatchObject({
      amount: '3.25',
      evidence: { counted: ['base native 3250000000000000000'] },
    })
  })

  it('takes the decimals that the rule names, and asks the token for none', async () => {
    const held = { [heldBy(coin, wallet)]: 1234n }
    const { chain } = chainWith({ confirmed: held, latest: held })
    const rule = ruleOf(tokenHoldErc20, { collections: [{ ...collections[0], decimals: 2 }] })
    const finding = await findingOf(tokenHoldErc20, rule, { chain }, { user })
    expect(finding).toMatchObject({ amount: '12.34' })
  })

  it.each([
    ['was never there', {}, {}, 'unmet', 'not_held'],
    [
      'was there for one block only',
      { confirmed: { [heldBy(coin, wallet)]: 9n } },
      {},
      'unmet',
      'no_longer_held',
    ],
    [
      'arrived after the window was read',
      { latest: { [heldBy(coin, wallet)]: 9n } },
      { pin },
      'unmet',
      'not_held_at_block',
    ],
    ['is not final', { latest: { [heldBy(coin, wallet)]: 9n } }, {}, 'later', 'not_final'],
  ])('does not pay a balance that %s', async (_, moments, situation, kind, reason) => {
    const { chain } = chainWith(moments, { decimals })
    const rule = ruleOf(tokenHoldErc20, { collections })
    expect(await findingOf(tokenHoldErc20, rule, { chain }, { user, ...situation })).toMatchObject({
      kind,
      reason,
    })
  })

  it('fails where the token does not tell its decimals', async () => {
    const mute = new Failure('rule_misconfigured', 'no decimals')
    const { chain } = chainWith({}, { decimals: () => Promise.reject(mute) })
    const rule = ruleOf(tokenHoldErc20, { collections })
    await expect(findingOf(tokenHoldErc20, rule, { chain }, { user })).rejects.toBe(mute)
  })
})

describe('a token_hold_erc20 rule', () => {
  it.each([
    ['no tokens', {}, '/collections'],
    ['an empty list of tokens', { collections: [] }, '/collections'],
    ['no network for the native coin', { metadata: { erc20Type: 'native' } }, '/network'],
    [
      'a network that nobody reads',
      { network: 'solana', metadata: { erc20Type: 'native' } },
      '/network',
    ],
    [
      'an address that is none',
      { collections: [{ address: 'coin', network: 'base' }] },
      '/collections/0/address',
    ],
    ['a token named twice', { collections: [...collections, ...collections] }, '/collections/1'],
    [
      'payment by value',
      { collections, metadata: { rewardPerValue: true } },
      '/metadata/rewardPerValue',
    ],
    ['a dynamic lifetime', { collections, rewardLifetime: 'dynamic' }, '/rewardLifetime'],
  ])('is refused with %s', (_, body, pointer) => {
    expect(wrongFields(tokenHoldErc20, body)).toMatchObject([{ pointer }])
  })

  it('is saved with tokens, or with a network for the native coin', () => {
    expect(
      wrongFields(tokenHoldErc20, { collections, metadata: { rewardPerValue: false } }),
    ).toEqual([])
    expect(
      wrongFields(tokenHoldErc20, { network: 'mainnet', metadata: { erc20Type: 'native' } }),
    ).toEqual([])
  })
})
