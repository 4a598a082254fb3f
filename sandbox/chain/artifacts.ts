import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { InterfaceAbi } from 'ethers'

/** The contracts of `contracts/`, by name. */
export const contractKinds = [
  'ContractWallet',
  'EnumerableNft',
  'Items',
  'LiarToken',
  'Multicall3',
  'Nft',
  'NoDecimals',
  'Token',
] as const

export type ContractKind = (typeof contractKinds)[number]

/** What is kept of a compiled contract. `sourceHash` is the SHA-256 of the source it came from. */
export interface Artifact {
  sourceHash: string
  abi: InterfaceAbi
  bytecode: string
}

export function isContractKind(name: unknown): name is ContractKind {
  return contractKinds.some((kind) => kind === name)
}

/** Reads a committed artifact; `node sandbox/chain/compile.ts` writes them. */
export function artifactOf(kind: ContractKind): Artifact {
  return JSON.parse(readFileSync(artifactFile(kind), 'utf8')) as Artifact
}

export function sourceOf(kind: ContractKind): string {
  return readFileSync(new URL(`contracts/${kind}.sol`, import.meta.url), 'utf8')
}

export function artifactFile(kind: ContractKind): URL {
  return new URL(`artifacts/${kind}.json`, import.meta.url)
}

export function sourceHashOf(kind: ContractKind): string {
  return createHash('sha256').update(sourceOf(kind)).digest('hex')
}
