import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { freeText, ignoredReply, moved, movedReply, movement } from './movement.ts'
import { modeOf } from './who.ts'

/** Adds points. */
export function userReward({ engine: { points, websites } }: RouteOptions): Route {
  return route({
    method: 'post',
    path: '/api/v1/user/reward',
    operationId: 'claimrUserReward',
    summary: 'Add points',
    description: 'The same `id` again is ignored. Answered after the points are booked.',
    tags: ['claimr'],
    access: 'write',
    body: movement,
    reply: moved,
    freeText,
    ignored: ignoredReply,
    errors: ['not_found'],
    async run(call) {
      const { pid, env, kind, ...body } = call.body
      const website = await websites.findByAnyId(call.caller, pid, modeOf(env))
      return movedReply(await points.reward(website, { ...body, kind: kind ?? undefined }), call)
    },
  })
}
