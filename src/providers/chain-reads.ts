import { Failure } from '../domain/failure.ts'
import { blockAt } from './chain-blocks.ts'
import { aggregate, behind } from './multicall.ts'
import type { Read, Reading } from './multicall.ts'
import type { At, Rpc } from './rpc.ts'

// As many as nodes' limits on gas and size take with room to spare.
const pageSize = 500
// For one contract alone; an honest balance takes a hundredth of it.
const loneGas = 5_000_000

type Answers = (string | undefined)[]

/**
 * What the contracts answer (0x...) at one block, in the order of the reads; undefined where a contract fails. Five
 * hundred at a time in one call to Multicall3; each by itself, as a batch, where the network has none.
 */
export async function readAll(
  rpc: Rpc,
  reads: readonly Read[],
  reading: Reading,
): Promise<Answers> {
  const pages = Array.from({ length: Math.ceil(reads.length / pageSize) }, (_, page) =>
    readPage(rpc, reads.slice(page * pageSize, (page + 1) * pageSize), reading),
  )
  return (await Promise.all(pages)).flat()
}

/** The block as a call names it: the very one, or none if it is no longer part of the chain (EIP-1898). */
export function byHash(hash: string): At {
  return { blockHash: hash, requireCanonical: true }
}

async function readPage(rpc: Rpc, reads: readonly Read[], reading: Reading): Promise<Answers> {
  const answers = await aggregate(rpc, reads, reading)
  if (!answers) return readSingly(rpc, reads, await settled(rpc, reading))

  const failed = reads.filter((_, index) => answers[index] === undefined)
  if (failed.length === 0) return answers
  // A contract that burns all the gas fails its neighbours too, so those who failed are asked again without company.
  const at = await settled(rpc, reading)
  const hopeless = await hopelessOf(rpc, reads, answers, at)
  const again = failed.filter((read) => !hopeless.has(targetOf(read)))
  const found = await readSingly(rpc, again, at)
  const late = new Map(again.map((read, index) => [read, found[index]]))
  return reads.map((read, index) => answers[index] ?? late.get(read))
}

/** The contracts that answered nobody and fail alone as well: nobody else of theirs need be asked again. */
async function hopelessOf(rpc: Rpc, reads: readonly Read[], answers: Answers, at: At) {
  const probes = new Map(reads.map((read) => [targetOf(read), read]))
  reads.forEach((read, index) => {
    if (answers[index] !== undefined) probes.delete(targetOf(read))
  })
  const found = await readSingly(rpc, [...probes.values()], at)
  return new Set([...probes.keys()].filter((_, index) => found[index] === undefined))
}

const targetOf = (read: Read) => ('to' in read ? read.to : '')

/** Several calls at "the newest block" may be answered by several nodes: they are given one block instead. */
async function settled(rpc: Rpc, { at, notBefore }: Reading): Promise<At> {
  if (at !== 'latest') return at
  const newest = await blockAt(rpc, 'latest')
  if (!newest || Date.parse(newest.time) / 1000 < (notBefore ?? 0)) throw behind(rpc)
  return byHash(newest.hash)
}

function readSingly(rpc: Rpc, reads: readonly Read[], at: At): Promise<Answers> {
  return Promise.all(
    reads.map(async (read) => {
      if ('to' in read) return rpc.call(read.to, read.data, at, loneGas)
      return wordOf(rpc, await rpc.send('eth_getBalance', [read.holder, at]))
    }),
  )
}

function wordOf(rpc: Rpc, quantity: unknown): string {
  if (typeof quantity === 'string' && /^0x[\da-f]{1,64}$/i.test(quantity)) {
    return `0x${quantity.slice(2).padStart(64, '0')}`
  }
  throw new Failure('provider_changed', `${rpc.network}: eth_getBalance answered no number`)
}
