import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createChainControl, startChain, walletOf } from '../../sandbox/chain/index.ts'
import type { ChainControl, SandboxChain } from '../../sandbox/chain/index.ts'
import { createChain } from '../../src/providers/chain.ts'
import type { Chain } from '../../src/providers/index.ts'
import { tokenHoldErc20 } from '../../src/rules/token-hold-erc20.ts'
import { tokenHold } from '../../src/rules/token-hold.ts'
import { fakeProviders, findingOf, ruleOf } from '../support/fakes.ts'
import { userWith, walletOf as numbered } from '../support/holders.ts'

// The rule types on a real chain: what somebody tries who would be paid for what is not theirs.

let sandbox: SandboxChain
let control: ChainControl
let chain: Chain

beforeAll(async () => {
  sandbox = await startChain({ network: 'mainnet', chainId: 1 })
  control = createChainControl(sandbox.controlUrl)
})
afterAll(() => sandbox.stop())
beforeEach(async () => {
  await control.reset()
  chain = createChain({ urls: { mainnet: sandbox.rpcUrl } })
})

function person(...names: readonly string[]) {
  return userWith(
    ...names.map((name) => ({ ...numbered(0), address: walletOf(name).address.toLowerCase() })),
  )
}

async function apesRule(metadata: object = {}) {
  const { address } = await control.do({ do: 'deploy', kind: 'Nft', name: 'apes' })
  return ruleOf(tokenHold, { collections: [{ address, network: 'mainnet' }], metadata })
}

const confirm = () => control.do({ do: 'mine', blocks: 6 })

describe('TokenHold on a chain', () => {
  it('pays for what all wallets of a user hold', async () => {
    const rule = await apesRule()
    await control.do({ do: 'mint', token: 'apes', who: ['alice', 'bob', 'bob'] })
    await confirm()
    const finding = await findingOf(tokenHold, rule, { chain }, { user: person('alice', 'bob') })
    expect(finding).toMatchObject({ kind: 'met', amount: '3' })
  })

  it('waits for a transfer to be final, and then pays', async () => {
    const rule = await apesRule()
    await confirm()
    await control.do({ do: 'mint', token: 'apes', who: 'alice' })
    const user = person('alice')
    expect(await findingOf(tokenHold, rule, { chain }, { user })).toMatchObject({
      kind: 'later',
      reason: 'not_final',
    })
    await confirm()
    expect(await findingOf(tokenHold, rule, { chain }, { user })).toMatchObject({ kind: 'met' })
  })

  it('pays one of two users between whom a token moves during a sweep', async () => {
    const rule = await apesRule()
    const { ids } = await control.do({ do: 'mint', token: 'apes', who: 'alice' })
    await confirm()
    const pin = await tokenHold.pin(rule, fakeProviders({ chain }))
    const first = await findingOf(tokenHold, rule, { chain }, { user: person('alice'), pin })
    await control.do({ do: 'transfer', token: 'apes', id: ids[0] ?? '', who: 'alice', to: 'bob' })
    await confirm()
    const second = await findingOf(tokenHold, rule, { chain }, { user: person('bob'), pin })

    expect(first).toMatchObject({ kind: 'met' })
    expect(second).toMatchObject({ kind: 'unmet', reason: 'not_held_at_block' })
  })

  it('does not pay what is there for one block, nor what was sold since', async () => {
    const rule = await apesRule()
    const { ids } = await control.do({ do: 'mint', token: 'apes', who: 'alice' })
    await confirm()
    const [id] = ids
    const lent = { token: 'apes', id: id ?? '', who: 'bob', from: 'alice' } as const
    const { last } = await control.do({ do: 'hold_for_blocks', ...lent, blocks: 1 })
    const user = person('bob')
    expect(await findingOf(tokenHold, rule, { chain }, { user })).toMatchObject({ kind: 'unmet' })

    // Now the very block in which it was there is the confirmed one.
    const { head } = await control.state()
    const depth = { mainnet: head - last }
    const urls = { mainnet: sandbox.rpcUrl }
    const unlucky = createChain({ urls, confirmations: depth })
    expect(await findingOf(tokenHold, rule, { chain: unlucky }, { user })).toMatchObject({
      kind: 'unmet',
      reason: 'no_longer_held',
    })
  })

  it('does not pay what was not there for as long as the rule asks', async () => {
    const rule = await apesRule({ minimumHoldSeconds: 3600 })
    await control.clock({ add: 7_200_000 })
    await control.do({ do: 'mint', token: 'apes', who: 'alice' })
    await confirm()
    const user = person('alice')
    expect(await findingOf(tokenHold, rule, { chain }, { user })).toMatchObject({
      kind: 'unmet',
      reason: 'not_held_long_enough',
    })
    await control.clock({ add: 4_000_000 })
    await confirm()
    expect(await findingOf(tokenHold, rule, { chain }, { user })).toMatchObject({ kind: 'met' })
  })

  it('does not believe a block that a reorganisation took away', async () => {
    const rule = await apesRule()
    await confirm()
    const shallow = { confirmations: { mainnet: 0 }, urls: { mainnet: sandbox.rpcUrl } }
    const eager = createChain(shallow)
    await control.do({ do: 'mint', token: 'apes', who: 'alice' })
    const pin = await eager.confirmed(['mainnet'])
    await control.do({ do: 'reorg', depth: 1 })
    const asked = findingOf(tokenHold, rule, { chain: eager }, { user: person('alice'), pin })
    await expect(asked).rejects.toMatchObject({ code: 'reading_gone' })
  })
})

describe('token_hold_erc20 on a chain', () => {
  it('counts in whole tokens what a token and its decimals say', async () => {
    const order = { do: 'deploy', kind: 'Token', name: 'usd', decimals: 6 } as const
    const { address } = await control.do(order)
    await control.do({ do: 'mint', token: 'usd', who: 'alice', amount: '1500000' })
    await confirm()
    const rule = ruleOf(tokenHoldErc20, { collections: [{ address, network: 'mainnet' }] })
    const finding = await findingOf(tokenHoldErc20, rule, { chain }, { user: person('alice') })
    expect(finding).toMatchObject({ kind: 'met', amount: '1.5' })
  })

  it('counts the native coin', async () => {
    const rule = ruleOf(tokenHoldErc20, { network: 'mainnet', metadata: { erc20Type: 'native' } })
    const finding = await findingOf(tokenHoldErc20, rule, { chain }, { user: person('alice') })
    expect(finding).toMatchObject({ kind: 'met', amount: '100' })
  })

  it.each(['reverts', 'short', 'max', 'empty', 'gas_bomb'] as const)(
    'neither pays nor refuses on the word of a token that answers "%s"',
    async (mode) => {
      const { address } = await control.do({ do: 'deploy', kind: 'LiarToken', name: 'liar' })
      await control.do({ do: 'set_mode', name: 'liar', mode })
      await confirm()
      const rule = ruleOf(tokenHoldErc20, { collections: [{ address, network: 'mainnet' }] })
      const finding = await findingOf(tokenHoldErc20, rule, { chain }, { user: person('alice') })
      expect(finding).toHaveProperty('code')
    },
  )
})
