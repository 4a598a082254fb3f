import { z } from 'zod'
import { act, whole, who } from './act.ts'
import type { World } from './world.ts'

const kinds = ['Nft', 'EnumerableNft', 'Items', 'Token', 'NoDecimals', 'LiarToken'] as const
const walletModes = ['magic', 'one', 'reverts', 'gas_bomb'] as const
const liarModes = ['claimed', 'reverts', 'short', 'max', 'empty', 'gas_bomb'] as const

const deployOrder = z.strictObject({
  do: z.literal('deploy'),
  kind: z.enum(kinds),
  name: who,
  symbol: z.string().optional(),
  /** Of a Token; 18 if left out. */
  decimals: z.int().min(0).max(255).default(18),
})

/** A contract wallet (EIP-1271) of `who`. */
const deployWalletOrder = z.strictObject({
  do: z.literal('deploy_wallet'),
  name: who,
  who,
  mode: z.enum(walletModes).default('magic'),
})

/** How a ContractWallet or a LiarToken behaves from now on. */
const setModeOrder = z.strictObject({
  do: z.literal('set_mode'),
  name: who,
  mode: z.enum([...walletModes, ...liarModes]),
  /** The balance a liar in mode `claimed` tells everybody. */
  amount: whole.default(0),
})

/** Any function of a contract, for what has no act of its own; `who` is the contract's owner if left out. */
const callOrder = z.strictObject({
  do: z.literal('call'),
  name: who,
  call: z.string(),
  args: z.array(z.unknown()).default([]),
  who: who.optional(),
})

export type ContractAct = z.input<
  typeof deployOrder | typeof deployWalletOrder | typeof setModeOrder | typeof callOrder
>

export const contractActs = {
  deploy: act(deployOrder, deploy),
  deploy_wallet: act(deployWalletOrder, async (world, { name, who, mode }) => {
    return world.deploy(name, 'ContractWallet', [world.addressOf(who), walletModes.indexOf(mode)])
  }),
  set_mode: act(setModeOrder, setMode),
  call: act(callOrder, async (world, { name, call, args, who }) => {
    const from = who === undefined ? world.bank : world.addressOf(who)
    return world.invoke(world.contractOf(name), call, args, from)
  }),
}

function deploy(world: World, order: z.output<typeof deployOrder>) {
  const { kind, name, symbol = name.slice(0, 5).toUpperCase(), decimals } = order
  if (kind === 'Token') return world.deploy(name, kind, [name, symbol, decimals])
  const isNamed = kind === 'Nft' || kind === 'EnumerableNft'
  return world.deploy(name, kind, isNamed ? [name, symbol] : [])
}

function setMode(world: World, { name, mode, amount }: z.output<typeof setModeOrder>) {
  const contract = world.contractOf(name)
  const isWallet = contract.kind === 'ContractWallet'
  const modes: readonly string[] = isWallet ? walletModes : liarModes
  const index = modes.indexOf(mode)
  if (index < 0) throw new Error(`a ${contract.kind} has the modes: ${modes.join(', ')}`)
  return world.invoke(contract, 'setMode', isWallet ? [index] : [index, amount])
}
