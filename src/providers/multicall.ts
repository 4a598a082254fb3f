import { Failure } from '../domain/failure.ts'
import { dataAt, flagAt, padded, positionAt, word } from './abi.ts'
import type { At, Rpc } from './rpc.ts'

/** One question to a contract, or for somebody's native balance. Addresses in lower case. */
export type Read = { to: string; data: string } | { holder: string }

/** Where a network's Multicall3 is, and at which block it reads. */
export interface Reading {
  multicall: string
  at: At
  /** Epoch seconds. A newest block that is older is a node that is behind, whose answers say nothing of today. */
  notBefore?: number | undefined
}

type Call = readonly [target: string, data: string]

// aggregate3((address,bool,bytes)[]), getEthBalance(address), getCurrentBlockTimestamp()
const aggregate3 = '0x82ad56cb'
const getEthBalance = '0x4d2301cc'
const clock = '0x0f28c97d'

/**
 * Reads all in one call: what each contract answers (0x...), undefined where it fails. Undefined as a whole if there is
 * no Multicall3 at that block. https://github.com/mds1/multicall
 */
export async function aggregate(
  rpc: Rpc,
  reads: readonly Read[],
  { multicall, at, notBefore }: Reading,
): Promise<(string | undefined)[] | undefined> {
  const calls = reads.map((read): Call => {
    return 'to' in read ? [read.to, read.data] : [multicall, getEthBalance + padded(read.holder)]
  })
  // The time is read in the same call, so that it is the time of what was read and costs nothing.
  if (notBefore !== undefined) calls.push([multicall, clock])

  const answer = await rpc.call(multicall, aggregate3 + encoded(calls), at)
  if (answer === '0x') return undefined
  if (answer === undefined) return reads.map(() => undefined)
  const results = decoded(answer, calls.length)
  if (!results) {
    throw new Failure('provider_changed', `${rpc.network}: Multicall3 answered something else`)
  }
  if (notBefore !== undefined) mustBeFresh(rpc, results.pop(), notBefore)
  return results
}

export function behind({ network }: Rpc): Failure {
  return new Failure('provider_unavailable', `${network}: the node is behind`)
}

// By hand, since the library takes a second of the processor for every two thousand balances.
function encoded(calls: readonly Call[]): string {
  let at = 32 * calls.length
  const places: string[] = []
  const tuples = calls.map(([target, data]) => {
    const size = (data.length - 2) / 2
    const room = Math.ceil(size / 32)
    places.push(word(at))
    at += 32 * (4 + room)
    // It may fail; its data begins after three words.
    const head = padded(target) + word(1) + word(96)
    return head + word(size) + data.slice(2).padEnd(64 * room, '0')
  })
  return word(32) + word(calls.length) + places.join('') + tuples.join('')
}

function decoded(answer: string, count: number): (string | undefined)[] | undefined {
  try {
    const list = positionAt(answer, 0)
    if (positionAt(answer, list) !== count) return undefined
    return Array.from({ length: count }, (_, index) => {
      const tuple = list + 32 + positionAt(answer, list + 32 + 32 * index)
      const data = dataAt(answer, tuple + positionAt(answer, tuple + 32))
      return flagAt(answer, tuple) ? data : undefined
    })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function mustBeFresh(rpc: Rpc, time: string | undefined, notBefore: number): void {
  // Without gas for it the time is unknown, and those who failed are asked again anyway.
  if (time !== undefined && BigInt(time) < BigInt(notBefore)) throw behind(rpc)
}
