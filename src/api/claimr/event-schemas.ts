import { z } from 'zod'
import { claimrProblem } from '../problem-schemas.ts'
import { keyText } from '../schemas.ts'
import { taken } from './taken.ts'
import { name, who } from './who.ts'

export const mostEvents = 1_000

const eventFields = {
  ...who,
  category: name,
  name,
  // Taken as it is: a record would be copied, without the keys that it does not like.
  data: z
    .unknown()
    .refine(isRecord, 'must be an object')
    .optional()
    .meta({ type: 'object', description: 'Anything, up to 64 kB and 32 levels deep.' }),
  ts: z
    .union([z.string().max(50), z.number()])
    .nullable()
    .optional()
    .meta({
      description:
        'When it happened: ISO 8601, or seconds or milliseconds since 1970. At most five minutes ahead; what is older than a day counts when it comes.',
    }),
  id: keyText(200).optional().meta({ description: 'With the same one, an event counts once.' }),
}

export const event = z.object(eventFields, 'must be an event')

export const wrongLength = `must hold 1 to ${mostEvents} events`
export const noEvent = 'must be an event, or an array of events'

/** One, or many of which each is looked at for itself. */
export const eventBody = z.union(
  [
    event,
    z
      .array(z.unknown().meta({ description: 'An event.' }))
      .min(1, wrongLength)
      .max(mostEvents, wrongLength),
  ],
  noEvent,
)

export const takenEvent = taken.extend({
  clock: z.enum(['ts', 'arrival']).meta({ description: 'Which time it counts by.' }),
})

export const takenEvents = z.object({
  success: z.boolean().meta({ description: 'Whether all of them were taken.' }),
  results: z.array(z.union([takenEvent, claimrProblem])).meta({ description: 'In their order.' }),
})

function isRecord(data: unknown): boolean {
  return data == null || (typeof data === 'object' && !Array.isArray(data))
}

export type EventReply = z.output<typeof takenEvent> | z.output<typeof takenEvents>
export type ItemReply = z.output<typeof takenEvents>['results'][number]
