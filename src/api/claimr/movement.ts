import { z } from 'zod'
import type { Moved } from '../../engine/points.ts'
import { keyText } from '../schemas.ts'

/** Two texts that MongoDB would store as one must not name two people. */
const name = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')

/** How claimr's methods name a user. */
export const identity = { account: name, platform: name }

export const pid = name

export const env = z.string().max(50).nullable().optional().meta({
  description: 'Empty or `live`; anything else tries it out in the test programme.',
})

/** What both of claimr's methods about points are told. */
export const movement = z.object({
  ...identity,
  pid,
  id: keyText(200).meta({
    description: 'Unique for each reward, and for each withdrawal, of one user.',
  }),
  kind: z.string().max(200).nullable().optional(),
  xp: z.number().meta({ description: "More than 0, within the currency's decimals." }),
  env,
})

/** claimr's own answer, and what else there is to say. */
export const moved = z.object({
  success: z.literal(true),
  id: z.string(),
  ignored: z.boolean(),
  differs: z.array(z.string()),
  requested: z.string(),
  done: z.string(),
})

export function modeOf(env: string | null | undefined): 'live' | 'test' {
  return env == null || env === '' || env === 'live' ? 'live' : 'test'
}

/** The same again gets the same words again; that nothing was done now is said in a header. */
export function movedReply(
  { replayed, ...result }: Moved,
  { markReplayed }: { markReplayed: () => void },
): z.input<typeof moved> {
  if (replayed) markReplayed()
  return { success: true, ...result }
}

/** To a key of the header that was used for something else. */
export function ignoredReply(
  { body: { id, xp } }: { body: z.output<typeof movement> },
  differs: string[],
): z.input<typeof moved> {
  return { success: true, id, ignored: true, differs, requested: String(xp), done: '0' }
}

/** A label on the entry, and no part of what is asked. */
export const freeText = ['kind']
