import type { Block, Pin } from '../../src/domain/pin.ts'
import type { User, Wallet } from '../../src/domain/user.ts'
import type { BalanceAsk, Chain } from '../../src/providers/index.ts'
import { ada, connectedAt } from './fakes.ts'

export const ape = `0x${'a'.repeat(40)}`
export const cat = `0x${'c'.repeat(40)}`
export const coin = `0x${'e'.repeat(40)}`

/** Wallets of nobody in particular, by number. */
export function walletOf(number: number, proof: Wallet['proof'] = 'signature'): Wallet {
  const address = `0x${number.toString(16).padStart(40, '0')}`
  return { address, type: 'evm', proof, connectedAt }
}

export function userWith(...wallets: readonly Wallet[]): User {
  return { ...ada, wallets }
}

export const block: Block = { number: 100, hash: '0xhundred', time: '2026-02-03T11:50:00.000Z' }
export const pin: Pin = { mainnet: block }

/** What is held at one moment: `<token or kind>:<wallet>` to an amount. */
export type Held = Readonly<Record<string, bigint>>

export const heldBy = (token: string, { address }: Wallet) => `${token}:${address}`

/** A chain with these balances when it is looked at, the questions it was asked beside it. */
export function chainWith(
  moments: { confirmed?: Held; latest?: Held; earlier?: Held },
  answers: Partial<Chain> = {},
) {
  const calls: { question: string; asks: number }[] = []
  const old: Block = { number: 50, hash: '0xfifty', time: '2026-02-02T00:00:00.000Z' }

  function read(question: string, asks: readonly BalanceAsk[], held: Held = {}) {
    calls.push({ question, asks: asks.length })
    return Promise.resolve(
      asks.map(({ token, kind, holder }) => held[`${token ?? kind}:${holder.toLowerCase()}`] ?? 0n),
    )
  }

  const chain: Partial<Chain> = {
    confirmed: async (networks) => pinOf(networks, block),
    asOf: async (networks) => pinOf(networks, old),
    balances: (asks, at) =>
      Object.values(at)[0]?.hash === old.hash
        ? read('earlier', asks, moments.earlier)
        : read('confirmed', asks, moments.confirmed),
    latestBalances: (asks) => read('latest', asks, moments.latest),
    ...answers,
  }
  return { chain, calls }
}

function pinOf(networks: readonly string[], at: Block): Pin {
  return Object.fromEntries(networks.map((network) => [network, at]))
}
