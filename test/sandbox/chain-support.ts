import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals'
import { ethers } from 'ethers'
import {
  artifactOf,
  createChainControl,
  startChain,
  type ChainControl,
  type ContractKind,
  type SandboxChain,
} from '../../sandbox/chain/index.ts'

/** A chain for the tests of one file, as new before each; its parts are there when a test runs. */
export function useChain() {
  const parts = {} as {
    chain: SandboxChain
    control: ChainControl
    provider: ethers.JsonRpcProvider
  }

  beforeAll(async () => {
    parts.chain = await startChain({ network: 'mainnet', chainId: 1 })
    parts.control = createChainControl(parts.chain.controlUrl)
  })
  beforeEach(async () => {
    await parts.control.reset()
    parts.provider = providerOf(parts.chain)
  })
  afterEach(() => parts.provider.destroy())
  afterAll(() => parts.chain.stop())
  return parts
}

/** Without ethers' caches: every question is asked. */
export function providerOf({ rpcUrl, chainId }: SandboxChain): ethers.JsonRpcProvider {
  return new ethers.JsonRpcProvider(rpcUrl, chainId, { staticNetwork: true, cacheTimeout: -1 })
}

export function contractAt(
  address: string,
  kind: ContractKind,
  provider: ethers.Provider,
): ethers.Contract {
  return new ethers.Contract(address, artifactOf(kind).abi, provider)
}
