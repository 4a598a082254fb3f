import { walletTypes } from '../rules/connect-wallet.ts'
import { invalid } from './scope.ts'

export { walletTypes }

export type WalletType = (typeof walletTypes)[number]

const evmFamily: readonly WalletType[] = ['evm', 'imx', 'agw']
const evmAddress = /^0x[0-9a-f]{40}$/

export function isEvm(type: WalletType): boolean {
  return evmFamily.includes(type)
}

/** An address as it is stored: lower case where case means nothing. */
export function normalized(address: string): string {
  const lower = address.trim().toLowerCase()
  return evmAddress.test(lower) ? lower : address.trim()
}

/** The same, or `invalid_request` for what is no address of that type. */
export function addressOf(address: string, type: WalletType, pointer = '/walletAddress'): string {
  const known = normalized(address)
  if (known === '' || /\s/.test(known) || (isEvm(type) && !evmAddress.test(known))) {
    throw invalid({ pointer, code: 'invalid_address', message: `is no address of type ${type}` })
  }
  return known
}

/** What an address is, where nobody said: one that looks like EVM's, or simply an address. */
export function typeOf(address: string): string {
  return evmAddress.test(normalized(address)) ? 'evm' : 'unknown'
}
