import { ethers } from 'ethers'
import { artifactOf } from './artifacts.ts'
import type { ContractKind } from './artifacts.ts'
import { walletOf } from './people.ts'
import { hex } from './rpc.ts'
import type { Node } from './rpc.ts'
import { createTimeline } from './timeline.ts'

export interface Deployed {
  name: string
  kind: ContractKind
  address: string
  /** The id of the next NFT minted without one. */
  nextId: bigint
}

export interface Mined {
  tx: string
  block: number
}

interface Sending {
  from: string
  to?: string
  data?: string
  value?: bigint
}

interface Receipt {
  status: string
  transactionHash: string
  blockNumber: string
  contractAddress: string | null
}

/** What the door knows of a chain: its contracts by name, its time, and how to make something happen on it. */
export async function createWorld(node: Node) {
  const contracts = new Map<string, Deployed>()
  const timeline = await createTimeline(node, contracts)
  const [bank = ''] = await node.ask<string[]>('eth_accounts')
  const interfaces = new Map<ContractKind, ethers.Interface>()

  function interfaceOf(kind: ContractKind): ethers.Interface {
    const known = interfaces.get(kind) ?? new ethers.Interface(artifactOf(kind).abi)
    interfaces.set(kind, known)
    return known
  }

  /** The address of a contract by its name, of an address itself, else of the person of that name. */
  function addressOf(who: string): string {
    const contract = contracts.get(who)
    if (contract) return contract.address
    return who.startsWith('0x') ? ethers.getAddress(who.toLowerCase()) : walletOf(who).address
  }

  function contractOf(token: string): Deployed {
    const address = token.toLowerCase()
    const found =
      contracts.get(token) ??
      [...contracts.values()].find((one) => one.address.toLowerCase() === address)
    if (found) return found
    throw new Error(`no contract "${token}"; there are: ${[...contracts.keys()].join(', ')}`)
  }

  /** Sends a transaction and waits until it is mined. Throws an Error with the reason if it would revert. */
  async function send({ from, to, data, value = 0n }: Sending): Promise<Mined & { made: string }> {
    const transaction = { from, to, data, value: hex(value), gasPrice: '0x0' }
    await node.ask('eth_call', transaction, 'latest')
    const receipt = await node.ask<Receipt>('eth_sendTransactionSync', transaction)
    if (receipt.status !== '0x1') throw new Error(`reverted: ${receipt.transactionHash}`)
    return {
      tx: receipt.transactionHash,
      block: Number(receipt.blockNumber),
      made: receipt.contractAddress ?? '',
    }
  }

  async function deploy(name: string, kind: ContractKind, args: unknown[]) {
    if (contracts.has(name)) throw new Error(`there is already a contract "${name}"`)
    const code = artifactOf(kind).bytecode + interfaceOf(kind).encodeDeploy(args).slice(2)
    const { made, tx, block } = await send({ from: bank, data: code })
    const address = ethers.getAddress(made)
    contracts.set(name, { name, kind, address, nextId: 1n })
    return { name, kind, address, tx, block }
  }

  /** Calls a contract's function as `from`, the contract's own owner by default. */
  async function invoke(contract: Deployed, call: string, args: unknown[], from = bank) {
    const data = interfaceOf(contract.kind).encodeFunctionData(call, args)
    const { tx, block } = await send({ from, to: contract.address, data })
    return { tx, block }
  }

  async function read(contract: Deployed, call: string, args: unknown[], block: string) {
    const data = interfaceOf(contract.kind).encodeFunctionData(call, args)
    const answer = await node.ask('eth_call', { to: contract.address, data }, block)
    return String(interfaceOf(contract.kind).decodeFunctionResult(call, answer)[0])
  }

  return { node, bank, contracts, addressOf, contractOf, send, deploy, invoke, read, ...timeline }
}

export type World = Awaited<ReturnType<typeof createWorld>>
