import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import { met, unmet } from '../domain/verdict.ts'
import { defineRule } from './define.ts'

/** The families of wallets, as the Snag API names them. */
export const walletTypes = [
  'evm',
  'solana',
  'imx',
  'sui',
  'ton',
  'cosmos',
  'ultra',
  'agw',
  'flow_cadence',
  'substrate',
] as const

/** Has proven a wallet of one family to be theirs, when it was connected. A caller's word is not enough. */
export const connectWallet = defineRule({
  type: 'connect_wallet',
  title: 'Connect a wallet',
  description: 'The user connects a wallet and proves it with a signature.',
  family: 'connect',
  trust: 'cryptographic',
  provider: 'records',
  requires: 'wallet',
  claimTypes: ['manual', 'auto'],
  rewardTypes: ['points', 'multiplier', 'badge'],
  frequencies: ['immediately', 'daily'],
  intervals: ['once'],
  metadata: {
    walletType: z.enum(walletTypes).meta({ title: 'Kind of wallet', group: 'basics' }),
  },

  async verify({ rule, wallets }) {
    const { walletType } = rule.metadata
    const own = wallets
      .filter(({ type }) => type === walletType)
      .toSorted((a, b) => a.connectedAt.getTime() - b.connectedAt.getTime())
    if (own.length === 0) throw new Failure('not_connected', `${walletType} wallet not connected`)

    const proven = own.find(({ proof }) => proof !== 'attested')
    if (!proven) {
      const message = 'Please prove your wallet with a signature.'
      return unmet('not_proven', message, {
        walletType,
        wallets: own.map(({ address }) => address),
      })
    }
    const { address, proof, connectedAt } = proven
    const evidence = { walletType, address, proof, connectedAt: connectedAt.toISOString() }
    return met(1, evidence, { proofs: [`wallet:${address}`] })
  },
})
