import { getAddress } from 'ethers'
import { Failure } from '../domain/failure.ts'

/** A message that asks a wallet to sign in (EIP-4361, and its like for Solana), as it was signed. */
export interface SignInMessage {
  domain: string
  account: 'Ethereum' | 'Solana'
  address: string
  statement?: string | undefined
  uri?: string | undefined
  chainId?: string | undefined
  nonce: string
  issuedAt?: Date | undefined
  expirationTime?: Date | undefined
  notBefore?: Date | undefined
}

export interface Challenge {
  domain: string
  uri: string
  /** Hexadecimal for EVM families, else a Solana address. */
  address: string
  chainId: number | string
  nonce: string
  issuedAt: Date
  expiresAt: Date
  statement?: string | undefined
}

const phrase = /wants you to sign in with your \S+ account:/
const shape =
  /^(?:[a-z][a-z\d+.-]*:\/\/)?(?<domain>[^\s/?#@]+) wants you to sign in with your (?<account>Ethereum|Solana) account:\n(?<address>\S+)\n(?:\n(?<statement>[^\n]+)\n)?\n(?<fields>[^\n]+(?:\n[^\n]+)*)$/
const order = [
  'URI',
  'Version',
  'Chain ID',
  'Nonce',
  'Issued At',
  'Expiration Time',
  'Not Before',
  'Request ID',
] as const
const required = ['URI', 'Version', 'Chain ID', 'Nonce', 'Issued At'] as const
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

/** Whether a message means to be one of these, well formed or not. */
export function isSignIn(message: string): boolean {
  return phrase.test(message)
}

/** Parses strictly, in the order of the standard; undefined for anything else. https://eips.ethereum.org/EIPS/eip-4361 */
export function parseSignIn(message: string): SignInMessage | undefined {
  const groups = shape.exec(message)?.groups
  const fields = groups && fieldsOf(groups['fields'] ?? '')
  if (!groups || !fields) return undefined

  const account = groups['account'] === 'Solana' ? 'Solana' : 'Ethereum'
  // Wallets of Solana leave out what their applications do not give them.
  const needed = account === 'Ethereum' ? required : (['Nonce'] as const)
  if (needed.some((name) => !fields.has(name))) return undefined
  if ((fields.get('Version') ?? '1') !== '1') return undefined
  if (account === 'Ethereum' && !/^\d+$/.test(fields.get('Chain ID') ?? '')) return undefined

  const times = ['Issued At', 'Expiration Time', 'Not Before'].map((name) => fields.get(name))
  if (times.some((time) => time !== undefined && !instant.test(time))) return undefined
  const [issuedAt, expirationTime, notBefore] = times.map((time) => time && new Date(time))
  return {
    domain: groups['domain'] ?? '',
    account,
    address: groups['address'] ?? '',
    statement: groups['statement'],
    uri: fields.get('URI'),
    chainId: fields.get('Chain ID'),
    nonce: fields.get('Nonce') ?? '',
    issuedAt: issuedAt || undefined,
    expirationTime: expirationTime || undefined,
    notBefore: notBefore || undefined,
  }
}

/** The message that a wallet is asked to sign. Throws `invalid_request` for a part that would forge a line. */
export function challengeMessage(challenge: Challenge): string {
  const { domain, uri, address, chainId, nonce, issuedAt, expiresAt, statement } = challenge
  const isEvm = /^0x[\da-f]{40}$/i.test(address)
  const message = [
    `${domain} wants you to sign in with your ${isEvm ? 'Ethereum' : 'Solana'} account:`,
    isEvm ? getAddress(address.toLowerCase()) : address,
    '',
    ...(statement === undefined ? [] : [statement]),
    ...(statement === undefined ? [] : ['']),
    `URI: ${uri}`,
    'Version: 1',
    `Chain ID: ${chainId}`,
    `Nonce: ${nonce}`,
    `Issued At: ${issuedAt.toISOString()}`,
    `Expiration Time: ${expiresAt.toISOString()}`,
  ].join('\n')
  const read = parseSignIn(message)
  const isSame = read?.domain === domain && read.nonce === nonce && read.statement === statement
  if (isSame && read.uri === uri) return message
  throw new Failure('invalid_request', 'a sign-in message cannot be made of these parts')
}

function fieldsOf(text: string): Map<string, string> | undefined {
  const fields = new Map<string, string>()
  const lines = text.split('\n')
  let next = 0
  while (lines.length > 0 && lines[0] !== 'Resources:') {
    const line = lines.shift() ?? ''
    const at = order.findIndex((name, index) => index >= next && line.startsWith(`${name}: `))
    const name = order[at]
    if (!name) return undefined
    fields.set(name, line.slice(name.length + 2))
    next = at + 1
  }
  return lines.slice(1).every((line) => line.startsWith('- ')) ? fields : undefined
}
