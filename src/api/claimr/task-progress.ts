import { z } from 'zod'
import { Failure } from '../../domain/failure.ts'
import type { TaskProgress } from '../../engine/task-progress.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { id, instant, who as snagWho } from '../schemas.ts'
import { modeOf, name, who } from './who.ts'

const progress = z.object({
  current: z.string().meta({ description: 'What was counted in the newest window.' }),
  target: z.string(),
  window: z.int().meta({ description: 'The how many-th window, from 0.' }),
  startsAt: instant.nullable(),
  reachedAt: instant.nullable(),
  endsAt: instant.nullable().meta({ description: 'When counting begins anew.' }),
  multiples: z.string().meta({ description: 'Rewards earned in this window.' }),
  paid: z.string().meta({ description: 'Points paid for them, whole units.' }),
  finished: z.boolean(),
  updatedAt: instant.nullable(),
})

/** How far a user is with a task, through both doors. */
export function taskProgressRoutes({ engine }: RouteOptions): Route[] {
  const { rules, taskProgress, users, values, websites } = engine
  return [
    route({
      method: 'get',
      path: '/api/v1/task/progress',
      operationId: 'claimrTaskProgress',
      summary: "A user's progress with a task",
      tags: ['claimr'],
      access: 'read',
      query: z.object({ ...who, aid: name }),
      reply: z.object({ success: z.literal(true), data: progress }),
      errors: ['not_found'],
      async run({ caller, query: { pid, env, aid, ...identity } }) {
        const website = await websites.findByAnyId(caller, pid, modeOf(env))
        const record = await values.task(website, aid)
        const user = await users.known({ org: website.org, website: website._id }, identity)
        if (!user) throw new Failure('not_found', 'there is no such user')
        return { success: true as const, data: replyOf(await taskProgress(record, user._id)) }
      },
    }),
    route({
      method: 'get',
      path: '/api/loyalty/rules/{id}/progress',
      operationId: 'getTaskProgress',
      summary: "A user's progress with a task that is counted",
      tags: ['Progress'],
      access: 'read',
      query: z.object({ ...snagWho, organizationId: id.optional(), websiteId: id.optional() }),
      reply: progress,
      errors: ['not_found'],
      async run({ scope, params, query }) {
        const record = await rules.find(scope, params.id)
        const user = await users.find({ org: record.org, website: record.website }, query)
        return replyOf(await taskProgress(record, user._id))
      },
    }),
  ]
}

function replyOf({
  startsAt,
  reachedAt,
  endsAt,
  updatedAt,
  ...rest
}: TaskProgress): z.input<typeof progress> {
  const text = (at: Date | undefined) => at?.toISOString() ?? null
  return {
    ...rest,
    ...{ startsAt: text(startsAt), reachedAt: text(reachedAt) },
    ...{ endsAt: text(endsAt), updatedAt: text(updatedAt) },
  }
}
