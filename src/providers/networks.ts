/** What is known of an EVM network by its name on the wire. */
export interface NetworkFacts {
  /** Absent where it is not known: such a network is taken at its operator's word. */
  chainId?: number | undefined
  /** Where Multicall3 is. */
  multicall: string
}

const chainIds: Readonly<Record<string, number>> = {
  mainnet: 1,
  sepolia: 11_155_111,
  goerli: 5,
  abstract: 2741,
  abstractTestnet: 11_124,
  apechain: 33_139,
  arbitrum: 42_161,
  arbitrumSepolia: 421_614,
  arbitrumGoerli: 421_613,
  avalanche: 43_114,
  avalancheFuji: 43_113,
  base: 8453,
  baseSepolia: 84_532,
  berachain: 80_094,
  berachainArtio: 80_085,
  berachainBepolia: 80_069,
  binance: 56,
  bscTestnet: 97,
  fantom: 250,
  fantomTestnet: 4002,
  flowMainnet: 747,
  morph: 2818,
  morphHolesky: 2810,
  optimism: 10,
  optimism_goerli: 420,
  optimism_sepolia: 11_155_420,
  polygon: 137,
  polygon_mumbai: 80_001,
  robinhoodChain: 4663,
  skaleCalypso: 1_564_830_818,
  skaleEuropa: 2_046_399_126,
  skaleNebula: 1_482_601_649,
  somnia: 5031,
  sophon: 50_104,
  sophonTestnet: 531_050_104,
  superseed: 5330,
  superseedSepolia: 53_302,
  vanar: 2040,
  xai: 660_279,
  zksync: 324,
}

// The chains of the ZK Stack derive addresses differently, so that the usual one is not to be had there.
const zkMulticall = '0xF9cda624FBC7e059355ce98a31693d299FACd963'
const multicalls: Readonly<Record<string, string>> = {
  abstract: zkMulticall,
  abstractTestnet: zkMulticall,
  zksync: zkMulticall,
}

/** https://github.com/mds1/multicall lists the deployments. */
export function factsOf(network: string): NetworkFacts {
  return {
    chainId: Object.hasOwn(chainIds, network) ? chainIds[network] : undefined,
    multicall:
      (Object.hasOwn(multicalls, network) ? multicalls[network] : undefined) ??
      '0xcA11bde05977b3631167028862bE2a173976CA11',
  }
}
