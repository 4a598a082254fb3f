import { ethers } from 'ethers'

/** The ten whom every chain knows from its first block on; each has 100 of the native coin. */
export const people = [
  'alice',
  'bob',
  'carol',
  'dave',
  'erin',
  'frank',
  'grace',
  'heidi',
  'ivan',
  'judy',
] as const

/**
 * The wallet of a person: the key is the keccak-256 of `vouchsafe sandbox: <name>`, the name in lower case, so that a
 * name has the same address on every chain, in every run, and its key can sign messages without asking anybody.
 */
export function walletOf(name: string): ethers.Wallet {
  return new ethers.Wallet(ethers.id(`vouchsafe sandbox: ${name.toLowerCase()}`))
}
