import { z } from 'zod'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { eventBody, mostEvents, takenEvent, takenEvents } from './event-schemas.ts'
import { takeBody } from './take-events.ts'
import { ignoredTaken } from './taken.ts'

/** Takes what users did, one event or many. */
export function event({ engine }: RouteOptions): Route {
  return route({
    method: 'post',
    path: '/api/v1/event',
    operationId: 'claimrEvent',
    summary: 'Report what users did',
    description: `One event, or up to ${mostEvents} in an array. Of an array each is answered for itself, in order, and one that is wrong keeps no other back. Answered when they are durable; they are counted a moment later.`,
    tags: ['claimr'],
    access: 'write',
    isBulk: true,
    body: eventBody,
    reply: z.union([takenEvent, takenEvents]),
    ignored: (_call, differs) => ({
      ...ignoredTaken({ body: {} }, differs),
      clock: 'arrival' as const,
    }),
    errors: ['not_found', 'too_many_requests'],
    run: ({ caller, keyed, body }) => takeBody(engine, caller, body, keyed?.stamp),
  })
}
