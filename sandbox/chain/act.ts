import { z } from 'zod'
import type { World } from './world.ts'

export type Perform = (world: World, order: unknown) => Promise<object>

/** One thing that can happen on a chain: the order it takes and how it is carried out. */
export function act<S extends z.ZodType>(
  schema: S,
  carryOut: (world: World, order: z.output<S>) => Promise<object>,
): Perform {
  return async (world, order) => {
    const parsed = schema.safeParse(order)
    if (parsed.success) return carryOut(world, parsed.data)
    throw new Error(z.prettifyError(parsed.error))
  }
}

/** A person, a contract's name, or an address. */
export const who = z.string().min(1)

/** An amount in the smallest unit, or an id: a whole number, as a decimal string if it is large. */
export const whole = z.union([z.int().nonnegative(), z.string().regex(/^\d+$/)])

/** A block's number or tag. */
export const block = z.union([z.int().nonnegative(), z.string().min(1)])
