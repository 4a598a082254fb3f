import { ethers } from 'ethers'
import { artifactOf } from './artifacts.ts'
import { people, walletOf } from './people.ts'
import { hex } from './rpc.ts'
import type { Node } from './rpc.ts'

/** Where Multicall3 is on nearly every chain. */
export const multicall3Address = '0xcA11bde05977b3631167028862bE2a173976CA11'

/** Furnishes an empty chain: Multicall3 at its address, ten people with 100 coins each, and a little history. */
export async function furnish(node: Node): Promise<void> {
  const { bytecode } = artifactOf('Multicall3')
  // What a creation returns is the code it leaves behind; the contract keeps nothing of where it was created.
  const code = await node.ask('eth_call', { data: bytecode }, 'latest')
  await node.ask('anvil_setCode', multicall3Address, code)

  const wealth = hex(ethers.parseEther('100'))
  await Promise.all(
    people.map((name) => node.ask('anvil_setBalance', walletOf(name).address, wealth)),
  )
  // `finalized` is four blocks behind the head and would point before the first block.
  await node.ask('anvil_mine', hex(8))
}
