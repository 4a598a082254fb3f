import { z } from 'zod'
import { wholeOf } from '../../domain/points.ts'
import type { Holdings } from '../../engine/user-info.ts'

const points = z.number().meta({
  description:
    'Whole units; the nearest number that JSON readers can hold. `exact` has every digit.',
})

/** What a user has, in claimr's words. */
export const holdings = {
  xp: points,
  ref_xp: z
    .number()
    .meta({ description: 'Earned by referring others: nothing here pays for that yet.' }),
  ugc_xp: z
    .number()
    .meta({ description: 'Earned by posts: nothing here tells these points from others.' }),
  rank: z.int().meta({
    description: 'From 1; exact, and at most a second late. 0 for a user who never had a point.',
  }),
}

/** A balance of 64 bits has more digits than a double keeps. */
export const exact = z
  .object({ xp: z.string() })
  .meta({ description: 'Whole units, a decimal number.' })

export function holdingsReply({ currency: { decimals }, balance, rank }: Holdings) {
  const xp = wholeOf(balance, decimals)
  return { data: { xp: Number(xp), ref_xp: 0, ugc_xp: 0, rank: rank ?? 0 }, exact: { xp } }
}
