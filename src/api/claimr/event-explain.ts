import { z } from 'zod'
import { Failure } from '../../domain/failure.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { event, takenEvent } from './event-schemas.ts'
import { placeOf } from './take-events.ts'
import { takenReply } from './taken.ts'

const explained = z.object({
  aid: z.string().meta({ description: 'The task: your own id of it, else ours.' }),
  task: z.string(),
  name: z.string(),
  matches: z.boolean().meta({ description: 'Platform, category and name are those of the task.' }),
  counts: z.boolean(),
  condition: z.string().meta({
    description:
      '`ok`, or on which condition it fell out: `platform`, `category`, `name`, `query`, `rule_misconfigured`, `rule_inactive`, `user_blocked`, `required_rule_missing`, `window_closed`, `finished`.',
  }),
  message: z.string(),
  value: z.string().optional().meta({ description: 'For how much it counts.' }),
  current: z.string().optional().meta({ description: 'How far the user would be with it.' }),
  target: z.string().optional(),
  pays: z
    .string()
    .optional()
    .meta({ description: 'How many multiples of the reward it would pay.' }),
})

/** Says what an event would come to. */
export function eventExplain({ engine }: RouteOptions): Route {
  return route({
    method: 'post',
    path: '/api/v1/event/explain',
    operationId: 'claimrEventExplain',
    summary: 'Explain what an event would count for',
    description:
      'Takes what `/event` takes for one event, and stores nothing. Every event task is told, with the condition on which the event falls out.',
    tags: ['claimr'],
    access: 'read',
    isBulk: true,
    body: event,
    reply: z.object({
      success: z.literal(true),
      event: takenEvent,
      tasks: z.array(explained),
    }),
    errors: ['not_found'],
    async run({ caller, body }) {
      const placed = await placeOf(engine, caller, body)
      if (placed instanceof Failure) throw placed
      const { taken, tasks } = await engine.explainEvent(placed.website, placed.sent)
      return {
        success: true as const,
        event: { ...takenReply(taken), clock: taken.clock },
        tasks: tasks.map(({ externalIdentifier, ...each }) => ({
          aid: externalIdentifier ?? each.task,
          ...each,
        })),
      }
    },
  })
}
