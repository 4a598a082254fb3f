import { z } from 'zod'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { keyText } from '../schemas.ts'
import { ignoredTaken, taken, takenReply } from './taken.ts'
import { modeOf, name, who } from './who.ts'

/** Adds a value to a stream, for all tasks that listen to it. */
export function streamValue({ engine: { values, websites } }: RouteOptions): Route {
  return route({
    method: 'post',
    path: '/api/v1/stream/value',
    operationId: 'claimrStreamValue',
    summary: 'Add a value to a stream',
    description: 'Every request counts, unless it has an `id`.',
    tags: ['claimr'],
    access: 'write',
    body: z.object({
      ...who,
      stream: name,
      value: z.number().meta({ description: 'Not below zero.' }),
      id: keyText(200).optional(),
    }),
    reply: taken,
    ignored: ignoredTaken,
    errors: ['not_found', 'too_many_requests'],
    async run({ caller, keyed, body: { pid, env, stream, ...reported } }) {
      const website = await websites.findByAnyId(caller, pid, modeOf(env))
      return takenReply(await values.toStream(website, stream, reported, keyed?.stamp))
    },
  })
}
