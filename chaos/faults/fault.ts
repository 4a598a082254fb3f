import type { Engine } from '../engine.ts'
import type { Product } from '../product.ts'
import type { Random } from '../random.ts'
import type { Writer } from '../writers.ts'

/** What faults happen to. */
export interface World {
  engine: Engine
  writers: readonly Writer[]
  product?: Product | undefined
}

/** A fault as it was drawn. */
export interface Fault {
  /** With all that was drawn, for people. */
  title: string
  /** Lets it happen, and returns what ends it. */
  begin: (world: World) => Promise<() => Promise<void> | void>
}

export interface FaultKind {
  /** What it strikes; two faults at once strike two places. */
  place: 'mongod' | 'commands' | 'writers' | 'network' | 'clock' | 'product'
  draw: (random: Random) => Fault
}

/** One of the writers, drawn before there are any. */
export function drawWriter(random: Random): { title: string; of: (world: World) => Writer } {
  const number = random.int(0, 2)
  return {
    title: `writer ${number}`,
    of({ writers }) {
      const writer = writers[number % writers.length]
      if (!writer) throw new Error('a campaign has writers')
      return writer
    },
  }
}
