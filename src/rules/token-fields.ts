import { z } from 'zod'
import type { FieldError } from '../domain/failure.ts'
import { fieldError } from './field-failure.ts'
import { isRead, isUltra, network } from './networks.ts'
import type { Network } from './networks.ts'

// What the rule types about tokens share.

const address = z.string().min(1).max(200)

/** A collection of NFTs. */
export const nftCollection = z.object({
  address: address.meta({ title: 'Address of the contract' }),
  network: network.meta({ title: 'Network' }),
  symbol: z.string().max(100).optional().meta({ title: 'Symbol' }),
  tokenIds: z
    .array(z.string().refine(isTokenId, 'must be a token id in decimal digits'))
    .min(1)
    .max(50)
    .optional()
    .meta({
      title: 'Token ids that count',
      description: 'Needed for an ERC-1155 collection, whose balances are kept per id.',
    }),
})

/** A fungible token. */
export const fungibleToken = z.object({
  address: address.meta({ title: 'Address of the contract' }),
  network: network.meta({ title: 'Network' }),
  symbol: z.string().max(100).optional().meta({ title: 'Symbol' }),
  decimals: z.int().min(0).max(36).optional().meta({
    title: 'Decimals',
    description: 'Only for a token that does not tell them itself.',
  }),
})

function isTokenId(text: string): boolean {
  return /^\d{1,78}$/.test(text) && BigInt(text) < 2n ** 256n
}

/** What is wrong with the collections of a rule, beyond their shape. */
export function refuseCollections(
  collections: readonly { address: string; network: Network }[],
): FieldError[] {
  const seen = new Set<string>()
  return collections.flatMap((collection, index) => {
    const pointer = `/collections/${index}`
    const key = `${collection.network}:${collection.address.toLowerCase()}`
    const isTwice = seen.has(key)
    seen.add(key)
    // Added together, the same tokens would count twice.
    if (isTwice) return [fieldError(pointer, 'duplicate', 'this collection is named twice')]
    return refuseAddress(collection, pointer)
  })
}

/** What is wrong with a network that nobody here can read. */
export function refuseNetwork(network: Network, pointer: string): FieldError[] {
  if (isRead(network)) return []
  const message = `no provider reads the network ${network} yet`
  return [fieldError(pointer, 'network_not_read', message)]
}

function refuseAddress(
  { address, network }: { address: string; network: Network },
  pointer: string,
): FieldError[] {
  if (isUltra(network) && !/^[a-z1-5.]{1,12}::[^\s:]+$/.test(address)) {
    const message = `a collection on ${network} is spelled address::symbol, such as accountname::TOKEN`
    return [fieldError(`${pointer}/address`, 'invalid_address', message)]
  }
  const refused = refuseNetwork(network, `${pointer}/network`)
  if (refused.length > 0 || /^0x[\da-f]{40}$/i.test(address)) return refused
  const message = 'must be the address of a contract: 0x and 40 hexadecimal digits'
  return [fieldError(`${pointer}/address`, 'invalid_address', message)]
}
