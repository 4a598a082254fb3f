import { AbiCoder, Interface } from 'ethers'
import { Failure } from '../domain/failure.ts'
import type { At, Rpc } from './rpc.ts'

/** One question to a contract, or for somebody's native balance. */
export type Read = { to: string; data: string } | { holder: string }

/** Where a network's Multicall3 is, and at which block it reads. */
export interface Reading {
  multicall: string
  at: At
  /** Epoch seconds. A newest block that is older is a node that is behind, whose answers say nothing of today. */
  notBefore?: number | undefined
}

const aggregator = new Interface([
  'function aggregate3((address target, bool allowFailure, bytes callData)[] calls) returns ((bool success, bytes returnData)[])',
  'function getEthBalance(address account) view returns (uint256)',
  'function getCurrentBlockTimestamp() view returns (uint256)',
])
const clock = aggregator.encodeFunctionData('getCurrentBlockTimestamp')

/**
 * Reads all in one call: what each contract answers (0x...), undefined where it fails. Undefined as a whole if there is
 * no Multicall3 at that block. https://github.com/mds1/multicall
 */
export async function aggregate(
  rpc: Rpc,
  reads: readonly Read[],
  { multicall, at, notBefore }: Reading,
): Promise<(string | undefined)[] | undefined> {
  const calls = reads.map((read) => targetAndData(read, multicall))
  // The time is read in the same call, so that it is the time of what was read and costs nothing.
  if (notBefore !== undefined) calls.push([multicall, clock])
  const data = aggregator.encodeFunctionData('aggregate3', [
    calls.map(([target, callData]) => [target, true, callData]),
  ])

  const answer = await rpc.call(multicall, data, at)
  if (answer === '0x') return undefined
  if (answer === undefined) return reads.map(() => undefined)
  const results = resultsOf(rpc, answer, calls.length)
  if (notBefore !== undefined) mustBeFresh(rpc, results.pop(), notBefore)
  return results
}

export function behind({ network }: Rpc): Failure {
  return new Failure('provider_unavailable', `${network}: the node is behind`)
}

function targetAndData(read: Read, multicall: string): [target: string, data: string] {
  if ('to' in read) return [read.to, read.data]
  return [multicall, aggregator.encodeFunctionData('getEthBalance', [read.holder])]
}

function resultsOf(rpc: Rpc, answer: string, count: number): (string | undefined)[] {
  const results = decoded(answer)
  if (results?.length === count) {
    return results.map(({ success, returnData }) => (success ? returnData : undefined))
  }
  throw new Failure('provider_changed', `${rpc.network}: Multicall3 answered something else`)
}

function decoded(answer: string) {
  const types = ['tuple(bool success, bytes returnData)[]']
  try {
    const [results] = AbiCoder.defaultAbiCoder().decode(types, answer) as unknown as [
      { success: boolean; returnData: string }[],
    ]
    return results.map(({ success, returnData }) => ({ success, returnData }))
  } catch {
    // All there is to say of data that does not decode is that it does not.
    return undefined
  }
}

function mustBeFresh(rpc: Rpc, time: string | undefined, notBefore: number): void {
  // Without gas for it the time is unknown, and those who failed are asked again anyway.
  if (time !== undefined && BigInt(time) < BigInt(notBefore)) throw behind(rpc)
}
