import { z } from 'zod'

/** The networks of the Snag API. Not every one has a provider. */
export const networks = [
  'abstract',
  'abstractTestnet',
  'apechain',
  'arbitrum',
  'avalanche',
  'avalancheFuji',
  'base',
  'baseSepolia',
  'berachain',
  'berachainArtio',
  'berachainBepolia',
  'binance',
  'bscTestnet',
  'campTestnet',
  'fantom',
  'fantomTestnet',
  'flowMainnet',
  'mainnet',
  'nexus',
  'nexusTestnet',
  'optimism',
  'polygon',
  'polygon_mumbai',
  'skaleNebula',
  'skaleEuropa',
  'skaleCalypso',
  'solana',
  'sophon',
  'sophonTestnet',
  'sui',
  'superseed',
  'superseedSepolia',
  'vanar',
  'xai',
  'zksync',
  'coti',
  'cotiTestnet',
  'dogeosTestnet',
  'morph',
  'morphTestnet',
  'morphHolesky',
  'ultra',
  'ultraTestnet',
  'nitrograph',
  'sepolia',
  'optimism_sepolia',
  'arbitrumSepolia',
  'goerli',
  'optimism_goerli',
  'arbitrumGoerli',
  'basecamp',
  'somnia',
  'zkverify',
  'polkadot',
  'kusama',
  'horizen',
  'horizenTestnet',
  'robinhoodChain',
  'robinhoodChainTestnet',
  'flow_cadence',
] as const

export const network = z.enum(networks)
export type Network = z.output<typeof network>

const unread: readonly Network[] = [
  'solana',
  'sui',
  'zkverify',
  'polkadot',
  'kusama',
  'flow_cadence',
]
const ultra: readonly Network[] = ['ultra', 'ultraTestnet']

/** Whose collections are spelled `address::symbol`. */
export function isUltra(network: Network): boolean {
  return ultra.includes(network)
}

/** Whether a provider can read the network, if it is configured. */
export function isRead(network: Network): boolean {
  return !isUltra(network) && !unread.includes(network)
}
