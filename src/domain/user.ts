import type { Trust } from './verdict.ts'

export type Address = string

/** A wallet of a user. `proof` says how we know: a signature, a contract's word, or the caller's. */
export interface Wallet {
  /** Lower-case hexadecimal for EVM families, else as given. */
  address: Address
  type: string
  proof: 'signature' | 'contract' | 'attested'
  connectedAt: Date
}

/** An account on an outside platform. `id` never changes there; the handle may. */
export interface Account {
  platform: string
  id: string
  handle?: string | undefined
  proof: 'login' | 'attested'
  connectedAt: Date
}

/** An account as a rule type sees it: with the user's own token, where there is one. */
export interface ConnectedAccount extends Account {
  token?: string | undefined
}

export interface User {
  id: string
  website: string
  createdAt: Date
  wallets: readonly Wallet[]
  accounts: readonly ConnectedAccount[]
  isBlocked?: boolean | undefined
}

/** How far the link between a user and a wallet or account can be trusted. */
export function trustOfProof(proof: Wallet['proof'] | Account['proof']): Trust {
  if (proof === 'signature' || proof === 'contract') return 'cryptographic'
  return proof === 'login' ? 'first_party' : 'attested'
}
