import { Interface, hashMessage, isHexString } from 'ethers'
import { Failure } from '../domain/failure.ts'
import type { Rpc } from './rpc.ts'

const contract = new Interface([
  'function decimals() view returns (uint8)',
  'function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)',
])
const accepted = `0x1626ba7e${'0'.repeat(56)}`
// Enough for a wallet of several owners with passkeys, and too little to keep a node busy.
const signatureGas = 3_000_000
const decimalsGas = 200_000
// More than any token has, and as many as an exact number can carry.
const mostDecimals = 36

/** Throws `rule_misconfigured` for a token that does not tell its decimals, which are then the rule's to name. */
export async function decimalsOf(rpc: Rpc, token: string): Promise<number> {
  const data = contract.encodeFunctionData('decimals')
  const answer = await rpc.call(token, data, 'latest', decimalsGas)
  if (answer === undefined || answer === '0x') {
    const message = `${rpc.network}: ${token} does not tell its decimals: name them in the rule`
    throw new Failure('rule_misconfigured', message)
  }
  if (answer.length === 66 && BigInt(answer) <= mostDecimals) return Number(BigInt(answer))
  throw new Failure('provider_changed', `${rpc.network}: ${token} answers no credible decimals`)
}

/** Whether a contract wallet takes the signature for its own; anything but its yes is a no. https://eips.ethereum.org/EIPS/eip-1271 */
export async function isAcceptedBy(
  rpc: Rpc,
  wallet: string,
  message: string,
  signature: string,
): Promise<boolean> {
  if (!isHexString(signature) || signature.length % 2 === 1) return false
  const data = contract.encodeFunctionData('isValidSignature', [hashMessage(message), signature])
  const answer = await rpc.call(wallet, data, 'latest', signatureGas)
  return answer?.toLowerCase() === accepted
}
