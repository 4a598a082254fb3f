import { z } from 'zod'
import type { Taken } from '../../engine/events.ts'

/** claimr's own answer, and what else there is to say of a fact that was taken. */
export const taken = z.object({
  success: z.literal(true),
  id: z.string().meta({ description: 'As it was sent, else ours.' }),
  identity: z.enum(['id', 'content', 'none']).meta({
    description:
      'By what it is told from others: its `id`; its content, if that has a `ts`; or nothing, so that every request counts.',
  }),
  duplicate: z.boolean().meta({ description: 'It came before; nothing was counted now.' }),
  ignored: z.boolean().meta({ description: 'It came before and said something else.' }),
  differs: z.array(z.string()),
})

export function takenReply({
  id,
  identity,
  duplicate,
  differs,
}: Omit<Taken, 'clock'>): z.output<typeof taken> {
  const ignored = differs.length > 0
  return { success: true, id, identity, duplicate, ignored, differs: [...differs] }
}

/** Under a key of the header that was used for something else. */
export function ignoredTaken(
  { body }: { body: { id?: string | undefined } },
  differs: string[],
): z.output<typeof taken> {
  const identity = body.id === undefined ? 'none' : 'id'
  return { success: true, id: body.id ?? '', identity, duplicate: true, ignored: true, differs }
}
