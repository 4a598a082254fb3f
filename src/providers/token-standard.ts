import { Interface } from 'ethers'
import { Failure } from '../domain/failure.ts'
import { readAll } from './chain-reads.ts'
import type { Rpc } from './rpc.ts'

export type Standard = 'erc721' | 'erc1155'
export type StandardOf = (network: string, token: string) => Promise<Standard | Failure>

const erc165 = new Interface(['function supportsInterface(bytes4 id) view returns (bool)'])
// A contract that says yes to this one says yes to anything (EIP-165).
const interfaces = ['0x80ac58cd', '0xd9b67a26', '0xffffffff']
const yes = `0x${'1'.padStart(64, '0')}`

/** Which standard an NFT contract says it speaks, asked once for each; a contract that says none is asked again. */
export function createStandards(
  open: (network: string) => { rpc: Rpc; multicall: string },
): StandardOf {
  const known = new Map<string, Promise<Standard | Failure>>()

  return async (network, token) => {
    const key = `${network}:${token.toLowerCase()}`
    const asked = known.get(key) ?? ask(network, token)
    known.set(key, asked)
    try {
      const standard = await asked
      if (standard instanceof Failure) known.delete(key)
      return standard
    } catch (error) {
      known.delete(key)
      throw error
    }
  }

  async function ask(network: string, token: string): Promise<Standard | Failure> {
    const { rpc, multicall } = open(network)
    const reads = interfaces.map((id) => {
      return { to: token, data: erc165.encodeFunctionData('supportsInterface', [id]) }
    })
    const [is721, is1155, isAnything] = await readAll(rpc, reads, { multicall, at: 'latest' })
    if (isAnything !== yes && is721 === yes) return 'erc721'
    if (isAnything !== yes && is1155 === yes) return 'erc1155'
    const message = `${network}: ${token} is neither an ERC-721 nor an ERC-1155 collection`
    return new Failure('rule_misconfigured', message)
  }
}
