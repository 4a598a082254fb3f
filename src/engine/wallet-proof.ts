import { isHexString, verifyMessage } from 'ethers'
import { Failure } from '../domain/failure.ts'
import type { Wallet } from '../domain/user.ts'
import type { Chain } from '../providers/index.ts'
import { checkMessage, refused } from './signed-message.ts'
import type { MessageClaim } from './signed-message.ts'
import { isSolanaAddress, isSolanaSignature } from './solana-signature.ts'

export { nonceIn } from './signed-message.ts'
export { challengeMessage } from './sign-in-message.ts'
export type { Challenge } from './sign-in-message.ts'

export interface WalletClaim extends MessageClaim {
  walletType: string
  signature: string
  /** Asks contract wallets, on `network`; without it only keys can prove anything. */
  chain?: Pick<Chain, 'acceptsSignature'> | undefined
  network?: string | undefined
}

export type WalletProof = Pick<Wallet, 'proof'> & { proof: 'signature' | 'contract' }

const evmFamilies = ['evm', 'imx', 'agw']
const provable = [...evmFamilies, 'solana']

/**
 * Whether whoever signed `message` owns the wallet: by its key, or by its contract's word (EIP-1271). Throws
 * `signature_refused` with the reason, `invalid_request` for a family or address that cannot be proven, and
 * whatever the chain throws when it could not be asked.
 */
export async function proveWallet(claim: WalletClaim): Promise<WalletProof> {
  const { walletType, address } = claim
  const isSolana = walletType === 'solana'
  if (!provable.includes(walletType)) {
    const families = provable.join(', ')
    throw invalid(
      'walletType',
      `a ${walletType} wallet cannot be proven here; these can: ${families}`,
    )
  }
  if (isSolana ? !isSolanaAddress(address) : !/^0x[\da-f]{40}$/i.test(address)) {
    throw invalid('walletAddress', `this is no address of a ${walletType} wallet`)
  }
  checkMessage(claim, isSolana ? 'Solana' : 'Ethereum')
  return isSolana ? proveSolana(claim) : proveEvm(claim)
}

function proveSolana({ address, message, signature }: WalletClaim): WalletProof {
  if (isSolanaSignature(address, message, signature)) return { proof: 'signature' }
  throw refused('signature', 'the signature is not of this wallet')
}

async function proveEvm(claim: WalletClaim): Promise<WalletProof> {
  const { address, message, signature } = claim
  if (!isHexString(signature) || signature.length % 2 === 1) {
    throw refused('signature', 'the signature is not hexadecimal')
  }
  if (signerOf(message, signature) === address.toLowerCase()) return { proof: 'signature' }
  if (await isAccepted(claim)) return { proof: 'contract' }
  throw refused('signature', 'the signature is not of this wallet')
}

/** The address whose key signed, in lower case; undefined for a signature that is none or not the canonical one. */
function signerOf(message: string, signature: string): string | undefined {
  if (signature.length !== 132) return undefined
  try {
    return verifyMessage(message, signature).toLowerCase()
  } catch {
    // No signature, or the other of the two that each message has (its s in the upper half of the curve's order). A
    // contract may still know what to do with the bytes.
    return undefined
  }
}

async function isAccepted({ address, message, signature, chain, network }: WalletClaim) {
  if (!chain || network === undefined) return false
  try {
    return await chain.acceptsSignature(network, address, message, signature)
  } catch (error) {
    // On a network that nobody configured there is no contract to ask, and the key has already said no.
    if (error instanceof Failure && error.code === 'rule_misconfigured') return false
    throw error
  }
}

function invalid(field: string, message: string): Failure {
  return new Failure('invalid_request', message, {
    errors: [{ pointer: `/${field}`, code: 'invalid_wallet', message }],
  })
}
