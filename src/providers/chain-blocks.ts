import { Failure } from '../domain/failure.ts'
import type { Block } from '../domain/pin.ts'
import type { Rpc } from './rpc.ts'

/** How deep a block must lie to be believed: a tag of the node's, or a number of blocks behind the newest. */
export type Confirmation = 'finalized' | 'safe' | number

/** A block by number or tag; undefined if the node has none. */
export async function blockAt(rpc: Rpc, which: number | string): Promise<Block | undefined> {
  const named = typeof which === 'number' ? `0x${which.toString(16)}` : which
  const found = await rpc.send('eth_getBlockByNumber', [named, false])
  if (found === null) return undefined

  const { number, hash, timestamp } = found as Partial<Record<string, unknown>>
  if (!isQuantity(number) || !isQuantity(timestamp) || !isHash(hash)) {
    throw new Failure('provider_changed', `${rpc.network}: a block lacks number, hash or time`)
  }
  const time = new Date(Number(timestamp) * 1000).toISOString()
  return { number: Number(number), hash, time }
}

/** The newest block that is confirmed. */
export async function confirmedBlock(rpc: Rpc, confirmation: Confirmation): Promise<Block> {
  if (typeof confirmation === 'string') return need(rpc, await blockAt(rpc, confirmation))
  const newest = need(rpc, await blockAt(rpc, 'latest'))
  if (confirmation === 0) return newest
  return need(rpc, await blockAt(rpc, newest.number - confirmation))
}

/**
 * The last block up to `newest` that is not later than `time`. Steps back in growing strides, then closes in, guessing
 * by the time between two known blocks and halving in turn, so that neither an even nor an uneven pace takes long.
 * Throws `unverifiable` if the node has no block that old.
 */
export async function blockAsOf(rpc: Rpc, newest: Block, time: Date): Promise<Block> {
  if (secondsOf(newest) <= time.getTime() / 1000) return newest

  const target = time.getTime() / 1000
  let [low, high] = await boundsOf(rpc, newest, target)
  for (let step = 0; high.number - low.number > 1; step++) {
    const middle = step % 2 === 0 ? guess(low, high, target) : halfway(low, high)
    const block = need(rpc, await blockAt(rpc, middle))
    if (secondsOf(block) <= target) low = block
    else high = block
  }
  return low
}

async function boundsOf(rpc: Rpc, newest: Block, target: number): Promise<[Block, Block]> {
  let high = newest
  for (let stride = 64; high.number > 0; stride *= 8) {
    const low = await earlier(rpc, high, stride)
    if (!low) break
    if (secondsOf(low) <= target) return [low, high]
    high = low
  }
  const since = new Date(target * 1000).toISOString()
  throw new Failure('unverifiable', `${rpc.network}: the node has no block as old as ${since}`)
}

// A chain that was started at a height, or a node that dropped its past, has nothing below its first block.
async function earlier(rpc: Rpc, high: Block, stride: number): Promise<Block | undefined> {
  for (let step = Math.min(stride, high.number); step >= 1; step = Math.floor(step / 2)) {
    const block = await blockAt(rpc, high.number - step)
    if (block) return block
  }
  return undefined
}

function guess(low: Block, high: Block, target: number): number {
  const share = (target - secondsOf(low)) / (secondsOf(high) - secondsOf(low))
  const number = low.number + Math.floor(share * (high.number - low.number))
  return Math.min(Math.max(number, low.number + 1), high.number - 1)
}

const halfway = (low: Block, high: Block) => Math.floor((low.number + high.number) / 2)

function secondsOf({ time }: Block): number {
  return Date.parse(time) / 1000
}

function need(rpc: Rpc, block: Block | undefined): Block {
  if (block) return block
  // A node that is behind, or so young that nothing is confirmed yet.
  throw new Failure('provider_unavailable', `${rpc.network}: the node does not have the block yet`)
}

const isQuantity = (value: unknown) => typeof value === 'string' && /^0x[\da-f]{1,13}$/i.test(value)

function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^0x[\da-f]{64}$/i.test(value)
}
