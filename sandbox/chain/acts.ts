import type { Perform } from './act.ts'
import { contractActs } from './contract-acts.ts'
import type { ContractAct } from './contract-acts.ts'
import { timeActs } from './time-acts.ts'
import type { TimeAct } from './time-acts.ts'
import { tokenActs } from './token-acts.ts'
import type { TokenAct } from './token-acts.ts'
import type { World } from './world.ts'

/** Everything that can be made to happen on a chain. */
export type ChainAct = ContractAct | TokenAct | TimeAct

/** What an act answers; which of it depends on the act. */
export interface Done {
  tx: string
  /** The number of the block in which it happened, or of the head after it. */
  block: number
  name: string
  address: string
  /** The ids of NFTs minted, as decimal numbers. */
  ids: string[]
  /** A balance in the smallest unit, as a decimal number. */
  balance: string
  /** First and last block in which something was held. */
  first: number
  last: number
  /** A snapshot, to be handed to `revert`. */
  id: string
  /** The chain's time, in epoch milliseconds. */
  now: number
}

const acts: Record<string, Perform> = { ...contractActs, ...tokenActs, ...timeActs }

/** Parses an order and carries it out. Throws an Error that says what is wrong with it. */
export async function perform(world: World, order: Record<string, unknown>): Promise<object> {
  const { do: name } = order
  const act = typeof name === 'string' && Object.hasOwn(acts, name) ? acts[name] : undefined
  if (act) return act(world, order)
  throw new Error(`"do" must be one of: ${Object.keys(acts).join(', ')}`)
}
