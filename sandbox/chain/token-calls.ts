import type { Deployed } from './world.ts'

type Whole = string | number
export type Call = [name: string, args: unknown[]]

interface What {
  id?: Whole | undefined
  amount: Whole
}

// As many as fit into a block with room to spare.
const pageSize = 200

/** The calls that mint to every holder, and the ids made where it is NFTs that are minted. */
export function mintCalls(
  contract: Deployed,
  holders: string[],
  { id, amount }: What,
): { calls: Call[]; ids?: string[] } {
  switch (contract.kind) {
    case 'Nft':
    case 'EnumerableNft':
      return mintNfts(holders, BigInt(id ?? contract.nextId))
    case 'Items':
      return { calls: holders.map((to) => ['mint', [to, need(id), amount]]) }
    case 'Token':
      return { calls: pagesOf(holders).map((page) => ['mintMany', [page, amount]]) }
    case 'NoDecimals':
      return { calls: holders.map((to) => ['mint', [to, amount]]) }
    case 'ContractWallet':
    case 'LiarToken':
    case 'Multicall3':
      throw notToken(contract)
  }
}

export function transferCall(contract: Deployed, from: string, to: string, what: What): Call {
  switch (contract.kind) {
    case 'Nft':
    case 'EnumerableNft':
      return ['transferFrom', [from, to, need(what.id)]]
    case 'Items':
      return ['safeTransferFrom', [from, to, need(what.id), what.amount, '0x']]
    case 'Token':
    case 'NoDecimals':
      return ['transfer', [to, what.amount]]
    case 'ContractWallet':
    case 'LiarToken':
    case 'Multicall3':
      throw notToken(contract)
  }
}

export function burnCall(contract: Deployed, what: What): Call {
  switch (contract.kind) {
    case 'Nft':
    case 'EnumerableNft':
      return ['burn', [need(what.id)]]
    case 'Items':
      return ['burn', [need(what.id), what.amount]]
    case 'Token':
    case 'NoDecimals':
      return ['burn', [what.amount]]
    case 'ContractWallet':
    case 'LiarToken':
    case 'Multicall3':
      throw notToken(contract)
  }
}

export function balanceCall({ kind }: Deployed, holder: string, id: Whole | undefined): Call {
  return ['balanceOf', kind === 'Items' ? [holder, need(id)] : [holder]]
}

function mintNfts(holders: string[], firstId: bigint) {
  const ids = holders.map((_, index) => String(firstId + BigInt(index)))
  const calls = pagesOf(holders).map((page, index): Call => {
    return ['mintMany', [page, firstId + BigInt(index * pageSize)]]
  })
  return { calls, ids }
}

function pagesOf<T>(items: T[]): T[][] {
  const count = Math.ceil(items.length / pageSize)
  return Array.from({ length: count }, (_, page) => {
    return items.slice(page * pageSize, (page + 1) * pageSize)
  })
}

function need(id: Whole | undefined): Whole {
  if (id !== undefined) return id
  throw new Error('"id" says which one')
}

function notToken({ name, kind }: Deployed): Error {
  return new Error(`"${name}" is a ${kind}: it cannot be minted, transferred or burnt`)
}
