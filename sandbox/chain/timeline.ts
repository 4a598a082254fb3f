import { createClock } from '../kit/clock.ts'
import { hex } from './rpc.ts'
import type { Node } from './rpc.ts'
import type { Deployed } from './world.ts'

/** A chain's time: its clock, and the moments it can be put back to, with the contracts known then. */
export async function createTimeline(node: Node, contracts: Map<string, Deployed>) {
  const clock = createClock()
  const known = new Map<string, Deployed[]>()
  const birth = await node.head()
  let start = await snapshot()

  async function snapshot(): Promise<string> {
    const id = await node.ask('evm_snapshot')
    known.set(
      id,
      [...contracts.values()].map((one) => ({ ...one })),
    )
    return id
  }

  async function revert(id: string): Promise<void> {
    const then = known.get(id)
    if (!then || !(await node.ask<boolean>('evm_revert', id)))
      throw new Error(`no snapshot "${id}"`)
    known.delete(id)
    contracts.clear()
    for (const one of then) contracts.set(one.name, one)
  }

  /** Moves the chain's clock and mines a block at the new time. Throws where that would be the past. */
  async function moveTime(change: { now?: unknown; add?: unknown }): Promise<{ now: number }> {
    const { now, add = Number(now) - clock.now() } = change
    const isForward = typeof add === 'number' && add >= 0
    if (!isForward) throw new Error('send "now" or "add" in milliseconds; time only moves forward')

    await node.ask('evm_increaseTime', Math.ceil(add / 1000))
    await node.ask('anvil_mine', '0x1')
    clock.add(add)
    return { now: clock.now() }
  }

  return {
    /** The number of the first block of the sandbox's own: nothing before it is ever replaced. */
    birth,
    now: clock.now,
    moveTime,
    snapshot,
    revert,
    /** The number of the block of a tag, such as `safe`. */
    heightOf: async (tag: string): Promise<number> => {
      const block = await node.ask<{ number: string }>('eth_getBlockByNumber', tag, false)
      return Number(block.number)
    },
    /** Everything as it was when the chain came up. */
    async reset(): Promise<void> {
      await revert(start)
      known.clear()
      start = await snapshot()
      await node.ask('anvil_setTime', hex(Math.floor(Date.now() / 1000)))
      clock.reset()
    },
  }
}
