import { z } from 'zod'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { env, identity, modeOf, pid } from './who.ts'

/** Signs a user in. It writes, although claimr made it a GET. */
export function userToken({ engine: { signIns, websites } }: RouteOptions): Route {
  return route({
    method: 'get',
    path: '/api/v1/token',
    operationId: 'claimrUserToken',
    summary: 'Sign a user in',
    description:
      "Makes the user, if nobody is called so, and answers a token that never expires. With it as a bearer token the user reads their own balance, and nothing else; it writes nothing. Each call makes another one, and all are good. `pid` is needed if the key's organization has several campaigns.",
    tags: ['claimr'],
    access: 'write',
    query: z.object({
      ...identity,
      name: z.string().min(1).max(200).optional().meta({ description: 'What to call the user.' }),
      pid: pid.optional(),
      env,
    }),
    reply: z.object({ token: z.string() }),
    isSecret: true,
    errors: ['not_found', 'user_blocked'],
    async run({ caller, query: { pid, env, ...wanted }, keyed }) {
      const website = await websites.findOrOnly(caller, pid, modeOf(env))
      const { token } = await signIns.signIn(website, wanted, keyed)
      return { token }
    },
  })
}
