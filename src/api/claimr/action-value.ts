import { z } from 'zod'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { keyText } from '../schemas.ts'
import { ignoredTaken, taken, takenReply } from './taken.ts'
import { modeOf, name, who } from './who.ts'

/** Sets the number of a number task, or adds the points of a score task. */
export function actionValue({ engine: { values, websites } }: RouteOptions): Route {
  return route({
    method: 'post',
    path: '/api/v1/action/value',
    operationId: 'claimrActionValue',
    summary: 'Report the value of a task',
    description:
      'A number is set, and completes its task when it reaches what the task expects. A score is paid before it is answered; every request counts, unless it has an `id`.',
    tags: ['claimr'],
    access: 'write',
    body: z.object({
      ...who,
      cid: name.meta({ description: 'The quest: the id of the rule group, or your own.' }),
      aid: name.meta({ description: 'The task: the id of the rule, or your own.' }),
      value: z.number(),
      id: keyText(200).optional(),
    }),
    reply: taken,
    ignored: ignoredTaken,
    errors: ['not_found', 'rule_inactive', 'user_blocked', 'too_many_requests'],
    async run({ caller, keyed, body: { pid, env, cid, aid, ...reported } }) {
      const website = await websites.findByAnyId(caller, pid, modeOf(env))
      const named = { quest: cid, task: aid }
      return takenReply(await values.toTask(website, named, reported, keyed?.stamp))
    },
  })
}
