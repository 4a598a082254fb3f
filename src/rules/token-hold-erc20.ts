import { z } from 'zod'
import type { FieldError } from '../domain/failure.ts'
import { wholeOf } from '../domain/points.ts'
import type { Chain } from '../providers/index.ts'
import { defineRule } from './define.ts'
import { fieldError } from './field-failure.ts'
import type { Position } from './holdings.ts'
import { judgeHolders } from './judge-holders.ts'
import { network } from './networks.ts'
import type { Network } from './networks.ts'
import { fungibleToken, refuseCollections, refuseNetwork } from './token-fields.ts'

interface Asset {
  position: Position
  /** As the rule names them; else the token is asked. */
  decimals?: number | undefined
}

interface Told {
  collections?: readonly z.output<typeof fungibleToken>[] | null | undefined
  network?: Network | null | undefined
  metadata: { erc20Type?: 'erc20' | 'native' | undefined }
}

/** Holds a fungible token or the native coin. The amount is in whole tokens, of all tokens and wallets together. */
export const tokenHoldErc20 = defineRule({
  type: 'token_hold_erc20',
  title: 'Hold a fungible token',
  description: 'The user holds your token, or the native coin of a network.',
  family: 'token',
  trust: 'cryptographic',
  provider: 'chain',
  requires: 'wallet',
  claimTypes: ['auto', 'manual'],
  rewardTypes: ['points', 'multiplier', 'badge'],
  frequencies: ['immediately', 'daily', 'weekly', 'monthly'],
  intervals: ['once', 'daily', 'weekly', 'monthly'],
  ranges: true,
  fields: {
    collections: z
      .array(fungibleToken)
      .max(20)
      .nullable()
      .optional()
      .meta({ title: 'Tokens', group: 'basics', when: { erc20Type: 'erc20' } }),
    network: network
      .nullable()
      .optional()
      .meta({
        title: 'Network',
        description: 'Whose native coin counts.',
        group: 'basics',
        when: { erc20Type: 'native' },
      }),
  },
  metadata: {
    erc20Type: z
      .enum(['erc20', 'native'])
      .default('erc20')
      .meta({
        ...{ title: 'What is held', group: 'basics' },
        labels: { erc20: 'A token', native: 'The native coin' },
      }),
    rewardPerValue: z.boolean().optional().meta({
      title: 'Measure by value instead of units',
      group: 'reward',
    }),
    isTokenHoldMultiplier: z.boolean().optional().meta({
      title: 'Tiers carry multipliers instead of points',
      group: 'reward',
    }),
  },

  refuse(rule) {
    const errors = refuseAssets(rule)
    if (!rule.metadata.rewardPerValue) return errors
    const message = 'a value cannot be told: no price source is configured'
    return [...errors, fieldError('/metadata/rewardPerValue', 'no_price_source', message)]
  },

  terms: ({ metadata }) =>
    metadata.isTokenHoldMultiplier ? { rewardType: 'multiplier' as const } : {},

  async pin(rule, { chain }, at) {
    const networks = assetsOf(rule).map(({ position }) => position.network)
    return at ? chain.asOf(networks, at) : chain.confirmed(networks)
  },

  async verifyMany(checks, { chain }) {
    const [first] = checks
    if (!first) return []
    const assets = assetsOf(first.rule)
    const decimals = await Promise.all(assets.map((asset) => decimalsOf(asset, chain)))
    return judgeHolders(chain, checks, {
      positions: assets.map(({ position }) => position),
      amountOf: (sums) => wholeSum(sums, decimals),
    })
  },
})

function refuseAssets({ collections, network, metadata: { erc20Type } }: Told): FieldError[] {
  if (erc20Type === 'native') {
    if (network) return refuseNetwork(network, '/network')
    return [fieldError('/network', 'required', 'says whose native coin counts')]
  }
  if (collections && collections.length > 0) return refuseCollections(collections)
  return [fieldError('/collections', 'required', 'at least one token must be named')]
}

function assetsOf({ collections, network, metadata: { erc20Type } }: Told): Asset[] {
  if (erc20Type === 'native') {
    return network ? [{ position: { network, kind: 'native' }, decimals: 18 }] : []
  }
  return (collections ?? []).map(({ network, address, decimals }) => {
    return { position: { network, kind: 'erc20', token: address.toLowerCase() }, decimals }
  })
}

async function decimalsOf({ position, decimals }: Asset, chain: Chain): Promise<number> {
  return decimals ?? chain.decimals(position.network, position.token ?? '')
}

/** Exact, however many decimals each of the tokens has. */
function wholeSum(sums: readonly bigint[], decimals: readonly number[]): string {
  const most = Math.max(0, ...decimals)
  const total = sums.reduce(
    (minor, sum, index) => minor + sum * 10n ** BigInt(most - (decimals[index] ?? 0)),
    0n,
  )
  return wholeOf(total, most)
}
