import { Failure } from '../domain/failure.ts'
import { isSignIn, parseSignIn } from './sign-in-message.ts'
import type { SignInMessage } from './sign-in-message.ts'

export interface MessageClaim {
  address: string
  message: string
  /** The one that was issued for this address. Using it up is the caller's part. */
  nonce: string
  /** Who a sign-in message may have been signed for; not checked if left out. */
  domain?: string | readonly string[] | undefined
  /** Which chain a sign-in message must name; not checked if left out. */
  chainId?: number | undefined
  now: Date
}

const oldestMs = 10 * 60_000
// Clocks differ a little; a message dated further ahead was made to outlive its nonce.
const skewMs = 60_000
const longest = 10_000

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

/** Throws `signature_refused` unless the message was made for this nonce, wallet and website, and lately. */
export function checkMessage(claim: MessageClaim, account: SignInMessage['account']): void {
  const { message, nonce } = claim
  if (message.length > longest) throw refused('message', 'the message is too long')
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

function checkSignIn(signIn: SignInMessage, { address, domain, chainId, now }: MessageClaim): void {
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

export function refused(field: 'message' | 'signature', message: string): Failure {
  const error = { pointer: `/verificationData/${field}`, code: 'signature_refused', message }
  return new Failure('signature_refused', message, { errors: [error] })
}
