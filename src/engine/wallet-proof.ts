import { Signature, isHexString, verifyMessage } from 'ethers'
import { Failure } from '../domain/failure.ts'
import type { Wallet } from '../domain/user.ts'
import type { Chain } from '../providers/index.ts'
import { isSignIn, parseSignIn } from './sign-in-message.ts'
import type { SignInMessage } from './sign-in-message.ts'
import { isSolanaAddress, isSolanaSignature } from './solana-signature.ts'

export { challengeMessage } from './sign-in-message.ts'
export type { Challenge } from './sign-in-message.ts'

export interface WalletClaim {
  walletType: string
  address: string
  message: string
  signature: string
  /** The one that was issued for this address. Using it up is the caller's part. */
  nonce: string
  /** Who a sign-in message may have been signed for; not checked if left out. */
  domain?: string | readonly string[] | undefined
  /** Which chain a sign-in message must name; not checked if left out. */
  chainId?: number | undefined
  now: Date
  /** Asks contract wallets, on `network`; without it only keys can prove anything. */
  chain?: Pick<Chain, 'acceptsSignature'> | undefined
  network?: string | undefined
}

export type WalletProof = Pick<Wallet, 'proof'> & { proof: 'signature' | 'contract' }

const evmFamilies = ['evm', 'imx', 'agw']
const provable = [...evmFamilies, 'solana']

const oldestMs = 10 * 60_000
// Clocks differ a little; a message dated further ahead was made to outlive its nonce.
const skewMs = 60_000
const longest = 10_000
// Half the order of secp256k1: of the two signatures that are valid for each message only the lower counts.
const largestS = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

/**
 * Whether whoever signed `message` owns the wallet: by its key, or by its contract's word (EIP-1271). Throws
 * `signature_refused` with the reason, `invalid_request` for a family or address that cannot be proven, and
 * whatever the chain throws when it could not be asked.
 */
export async function proveWallet(claim: WalletClaim): Promise<WalletProof> {
  const { walletType, address, message } = claim
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
  if (message.length > longest) throw refused('message', 'the message is too long')

  checkMessage(claim, isSolana ? 'Solana' : 'Ethereum')
  return isSolana ? proveSolana(claim) : proveEvm(claim)
}

/** Which of these nonces the message was signed for. */
export function nonceIn(message: string, nonces: readonly string[]): string | undefined {
  return nonces.find((nonce) => hasNonce(message, nonce))
}

function hasNonce(message: string, nonce: string): boolean {
  const signIn = parseSignIn(message)
  if (signIn) return signIn.nonce === nonce
  const lines = message.split(/\r?\n/).map((line) => line.trim())
  return lines.some((line) => line === nonce || line === `Nonce: ${nonce}`)
}

function checkMessage(claim: WalletClaim, account: SignInMessage['account']): void {
  const { message, nonce } = claim
  if (isSignIn(message)) {
    const signIn = parseSignIn(message)
    if (!signIn) throw refused('message', 'the sign-in message is not formed as EIP-4361 says')
    if (signIn.account !== account) throw refused('message', 'the message is for another family')
    checkSignIn(signIn, claim)
  }
  if (nonce === '' || !hasNonce(message, nonce)) {
    throw refused('message', 'the message does not carry the nonce that was issued for this wallet')
  }
}

function checkSignIn(signIn: SignInMessage, { address, domain, chainId, now }: WalletClaim): void {
  const { issuedAt, expirationTime, notBefore } = signIn
  const isSame =
    signIn.account === 'Solana'
      ? signIn.address === address
      : signIn.address.toLowerCase() === address.toLowerCase()
  if (!isSame) throw refused('message', 'the message names another address')
  if (domain !== undefined && ![domain].flat().includes(signIn.domain)) {
    throw refused('message', `the message was signed for ${signIn.domain}, not for this website`)
  }
  if (
    chainId !== undefined &&
    signIn.account === 'Ethereum' &&
    signIn.chainId !== String(chainId)
  ) {
    throw refused('message', `the message is for chain ${signIn.chainId} instead of ${chainId}`)
  }
  if (issuedAt && issuedAt.getTime() > now.getTime() + skewMs) {
    throw refused('message', 'the message is dated in the future')
  }
  if (issuedAt && issuedAt.getTime() < now.getTime() - oldestMs) {
    throw refused('message', 'the message is older than ten minutes')
  }
  if (expirationTime && expirationTime <= now) throw refused('message', 'the message has expired')
  if (notBefore && notBefore > now) throw refused('message', 'the message is not valid yet')
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
  if (BigInt(`0x${signature.slice(66, 130)}`) > largestS) return undefined
  try {
    return verifyMessage(message, Signature.from(signature)).toLowerCase()
  } catch {
    // Bytes that are no point of the curve have no signer; a contract may still know what to do with them.
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

function refused(field: 'message' | 'signature', message: string): Failure {
  const error = { pointer: `/verificationData/${field}`, code: 'signature_refused', message }
  return new Failure('signature_refused', message, { errors: [error] })
}

function invalid(field: string, message: string): Failure {
  return new Failure('invalid_request', message, {
    errors: [{ pointer: `/${field}`, code: 'invalid_wallet', message }],
  })
}
