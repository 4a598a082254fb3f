import { describe, expect, it } from '@jest/globals'
import { connectWallet, walletTypes } from '../../src/rules/connect-wallet.ts'
import { findingOf, ruleOf, wrongFields } from '../support/fakes.ts'
import { userWith, walletOf } from '../support/holders.ts'

const rule = ruleOf(connectWallet, { metadata: { walletType: 'evm' } })
const solana = { ...walletOf(9), type: 'solana', address: 'So1anaAddress' }

describe('connect_wallet', () => {
  it.each(['signature', 'contract'] as const)('pays a wallet proven by %s', async (proof) => {
    const wallet = walletOf(1, proof)
    const user = userWith(walletOf(2, 'attested'), solana, wallet)
    expect(await findingOf(connectWallet, rule, {}, { user })).toMatchObject({
      kind: 'met',
      evidence: { address: wallet.address, proof },
      proofs: [`wallet:${wallet.address}`],
    })
  })

  it('shows the wallet that was connected first', async () => {
    const older = { ...walletOf(2), connectedAt: new Date('2026-01-02') }
    const user = userWith(walletOf(1), older)
    expect(await findingOf(connectWallet, rule, {}, { user })).toMatchObject({
      proofs: [`wallet:${older.address}`],
    })
  })

  it("does not pay on the caller's word", async () => {
    const user = userWith(walletOf(1, 'attested'))
    expect(await findingOf(connectWallet, rule, {}, { user })).toMatchObject({
      kind: 'unmet',
      reason: 'not_proven',
    })
  })

  it.each([
    ['no wallet', []],
    ['a wallet of another family', [solana]],
  ])('asks for a wallet of somebody with %s', async (_, wallets) => {
    const user = userWith(...wallets)
    const finding = await findingOf(connectWallet, rule, {}, { user })
    expect(finding).toMatchObject({ code: 'not_connected' })
  })
})

describe('a connect_wallet rule', () => {
  it.each(walletTypes)('may name the family %s', (walletType) => {
    expect(wrongFields(connectWallet, { metadata: { walletType } })).toEqual([])
  })

  it.each([{}, { walletType: 'bitcoin' }, { walletType: null }])(
    'is refused with %j',
    (metadata) => {
      expect(wrongFields(connectWallet, { metadata })).toMatchObject([
        { pointer: '/metadata/walletType' },
      ])
    },
  )
})
