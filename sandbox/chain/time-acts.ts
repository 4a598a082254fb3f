import { z } from 'zod'
import { act } from './act.ts'
import { hex } from './rpc.ts'
import type { World } from './world.ts'

/** Empty blocks on top of the head. */
const mineOrder = z.strictObject({
  do: z.literal('mine'),
  blocks: z.int().min(1).max(1_000).default(1),
})

/**
 * The newest blocks are replaced by others. Their transactions are gone, or with `remine` they are in the new blocks
 * at the same heights.
 */
const reorgOrder = z.strictObject({
  do: z.literal('reorg'),
  depth: z.int().min(1),
  remine: z.boolean().default(false),
})

/** Epoch milliseconds, or milliseconds from now; a chain's time only moves forward. */
const setTimeOrder = z.strictObject({
  do: z.literal('set_time'),
  now: z.number().optional(),
  add: z.number().optional(),
})

const snapshotOrder = z.strictObject({ do: z.literal('snapshot') })

/** A snapshot can be gone back to once; younger ones are lost with it. */
const revertOrder = z.strictObject({ do: z.literal('revert'), id: z.string() })

export type TimeAct = z.input<
  | typeof mineOrder
  | typeof reorgOrder
  | typeof setTimeOrder
  | typeof snapshotOrder
  | typeof revertOrder
>

export const timeActs = {
  mine: act(mineOrder, async ({ node }, { blocks }) => {
    await node.ask('anvil_mine', hex(blocks))
    return { block: await node.head() }
  }),
  reorg: act(reorgOrder, reorg),
  set_time: act(setTimeOrder, (world, { now, add }) => world.moveTime({ now, add })),
  snapshot: act(snapshotOrder, async (world) => ({ id: await world.snapshot() })),
  revert: act(revertOrder, async (world, { id }) => {
    await world.revert(id)
    return { block: await world.node.head() }
  }),
}

interface Transaction {
  from: string
  to: string | null
  input: string
  value: string
  gas: string
}

async function reorg({ node, birth }: World, { depth, remine }: z.output<typeof reorgOrder>) {
  const head = await node.head()
  if (head - depth < birth) throw new Error(`at most ${head - birth} blocks can be replaced`)

  const kept: [object, number][] = []
  for (let offset = 0; remine && offset < depth; offset++) {
    const number = hex(head - depth + 1 + offset)
    const block = await node.ask<{ transactions: Transaction[] }>(
      'eth_getBlockByNumber',
      number,
      true,
    )
    for (const { from, to, input, value, gas } of block.transactions) {
      kept.push([{ from, to, input, value, gas, gasPrice: '0x0' }, offset])
    }
  }

  // Another producer makes other hashes of the same contents, as on a real chain.
  await node.ask(
    'anvil_setCoinbase',
    `0x${crypto.randomUUID().replaceAll('-', '').padStart(40, '0')}`,
  )
  await node.ask('anvil_reorg', depth, kept)
  return { block: head }
}
