import { z } from 'zod'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { freeText, ignoredReply, moved, movedReply, movement } from './movement.ts'
import { modeOf } from './who.ts'

/** Takes points. */
export function userWithdraw({ engine: { points, websites } }: RouteOptions): Route {
  return route({
    method: 'post',
    path: '/api/v1/user/withdraw',
    operationId: 'claimrUserWithdraw',
    summary: 'Take points',
    description:
      'Takes what is there; with `strict` all or nothing, and a refusal stands for its `id`. The same `id` again is ignored.',
    tags: ['claimr'],
    access: 'write',
    body: movement.extend({ strict: z.boolean().nullable().optional() }),
    reply: moved,
    freeText,
    ignored: ignoredReply,
    errors: ['not_found', 'insufficient_points'],
    async run(call) {
      const { pid, env, kind, strict, ...body } = call.body
      const website = await websites.findByAnyId(call.caller, pid, modeOf(env))
      const wanted = { ...body, kind: kind ?? undefined }
      return movedReply(await points.withdraw(website, wanted, strict === true), call)
    },
  })
}
