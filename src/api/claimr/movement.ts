import { z } from 'zod'
import type { Moved } from '../../engine/points.ts'
import { keyText } from '../schemas.ts'
import { who } from './who.ts'

/** What both of claimr's methods about points are told. */
export const movement = z.object({
  ...who,
  id: keyText(200).meta({
    description: 'Unique for each reward, and for each withdrawal, of one user.',
  }),
  kind: z.string().max(200).nullable().optional(),
  xp: z.number().meta({ description: "More than 0, within the currency's decimals." }),
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
