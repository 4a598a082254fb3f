import { z } from 'zod'
import { act, block, whole, who } from './act.ts'
import { hex } from './rpc.ts'
import { balanceCall, burnCall, mintCalls, transferCall } from './token-calls.ts'
import type { Mined, World } from './world.ts'

/** To one or to many. NFTs take the next ids unless one is named; of anything else `amount` each. */
const mintOrder = z.strictObject({
  do: z.literal('mint'),
  token: who,
  who: z.union([who, z.array(who).min(1)]),
  id: whole.optional(),
  amount: whole.default(1),
})

const what = { token: who, id: whole.optional(), amount: whole.default(1) }

/** From `who` to `to`. */
const transferOrder = z.strictObject({ do: z.literal('transfer'), ...what, who, to: who })

const burnOrder = z.strictObject({ do: z.literal('burn'), ...what, who })

/** Lends something of `from` to `who`, who holds it in exactly so many blocks. */
const holdOrder = z.strictObject({
  do: z.literal('hold_for_blocks'),
  ...what,
  who,
  from: who,
  blocks: z.int().min(1).default(1),
})

/** Sends the native coin from the bank; the amount in wei. */
const giveOrder = z.strictObject({ do: z.literal('give'), who, amount: whole })

/** What `who` holds of a token, or of the native coin where none is named. */
const balanceOrder = z.strictObject({
  do: z.literal('balance'),
  who,
  token: who.optional(),
  id: whole.optional(),
  block: block.default('latest'),
})

export type TokenAct = z.input<
  | typeof mintOrder
  | typeof transferOrder
  | typeof burnOrder
  | typeof holdOrder
  | typeof giveOrder
  | typeof balanceOrder
>

export const tokenActs = {
  mint: act(mintOrder, mint),
  transfer: act(transferOrder, transfer),
  burn: act(burnOrder, burn),
  hold_for_blocks: act(holdOrder, hold),
  give: act(giveOrder, async (world, { who, amount }) => {
    const sent = { from: world.bank, to: world.addressOf(who), value: BigInt(amount) }
    const { tx, block } = await world.send(sent)
    return { tx, block }
  }),
  balance: act(balanceOrder, balance),
}

async function mint(world: World, order: z.output<typeof mintOrder>) {
  const contract = world.contractOf(order.token)
  const holders = [order.who].flat().map((one) => world.addressOf(one))
  const { calls, ids } = mintCalls(contract, holders, order)
  // Taken before the first call, so that two orders at once do not mint the same ids.
  const last = ids?.at(-1)
  if (last !== undefined && BigInt(last) >= contract.nextId) contract.nextId = BigInt(last) + 1n

  let mined: Mined | undefined
  for (const [call, args] of calls) mined = await world.invoke(contract, call, args)
  return { ...mined, ...(ids && { ids }) }
}

async function transfer(world: World, order: Omit<z.output<typeof transferOrder>, 'do'>) {
  const contract = world.contractOf(order.token)
  const [from, to] = [world.addressOf(order.who), world.addressOf(order.to)]
  const [call, args] = transferCall(contract, from, to, order)
  return world.invoke(contract, call, args, from)
}

async function burn(world: World, order: z.output<typeof burnOrder>) {
  const contract = world.contractOf(order.token)
  const [call, args] = burnCall(contract, order)
  return world.invoke(contract, call, args, world.addressOf(order.who))
}

async function hold(world: World, { who, from, blocks, ...what }: z.output<typeof holdOrder>) {
  const lent = await transfer(world, { ...what, who: from, to: who })
  if (blocks > 1) await world.node.ask('anvil_mine', hex(blocks - 1))
  const returned = await transfer(world, { ...what, who, to: from })
  return { first: lent.block, last: returned.block - 1 }
}

async function balance(world: World, order: z.output<typeof balanceOrder>) {
  const holder = world.addressOf(order.who)
  const block = typeof order.block === 'number' ? hex(order.block) : order.block
  if (order.token === undefined) {
    return { balance: String(BigInt(await world.node.ask('eth_getBalance', holder, block))) }
  }
  const contract = world.contractOf(order.token)
  const [call, args] = balanceCall(contract, holder, order.id)
  return { balance: await world.read(contract, call, args, block) }
}
