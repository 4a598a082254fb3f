import { createPublicKey, verify } from 'node:crypto'
import { decodeBase58, encodeBase58, toBeHex } from 'ethers'

/** Whether this is a public key in Base58, spelled the one way it can be. */
export function isSolanaAddress(address: string): boolean {
  return base58Bytes(address, 32) !== undefined
}

/** Whether the key that the address is signed these very bytes (Ed25519). The signature in Base58 or Base64. */
export function isSolanaSignature(address: string, message: string, signature: string): boolean {
  const key = base58Bytes(address, 32)
  const signed = base58Bytes(signature, 64) ?? base64Bytes(signature, 64)
  if (!key || !signed) return false

  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') }
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
  return verify(null, Buffer.from(message, 'utf8'), publicKey, signed)
}

function base58Bytes(text: string, length: number): Buffer | undefined {
  // No 64 bytes take more than 88 digits; longer ones need not be computed.
  if (!/^[1-9A-HJ-NP-Za-km-z]{1,88}$/.test(text)) return undefined
  const value = decodeBase58(text)
  if (value >= 1n << BigInt(8 * length)) return undefined
  const hex = toBeHex(value, length)
  return encodeBase58(hex) === text ? Buffer.from(hex.slice(2), 'hex') : undefined
}

function base64Bytes(text: string, length: number): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.length === length && bytes.toString('base64') === text ? bytes : undefined
}
