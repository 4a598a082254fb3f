import { z } from 'zod'
import type { Fraction } from '../../domain/fraction.ts'
import type { Caller } from '../../engine/keys.ts'
import { notFound } from '../../engine/scope.ts'
import type { Identity } from '../../engine/users.ts'
import type { UserRecord } from '../../store/users.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { exact, holdings, holdingsReply } from './holdings-reply.ts'
import { identity, pid } from './who.ts'

const query = z.object({ ...identity, pid })

const description =
  "The campaign's publishable key goes into `pub`. It is made to be seen, and opens nothing but this."

/** What pages and apps may read with a key that everybody can see. */
export function publicUserRoutes({ engine }: RouteOptions): Route[] {
  const { users, userInfo, websites } = engine

  async function find(caller: Caller, { pid, ...named }: Identity & { pid: string }) {
    const website = await websites.findByAnyId(caller, pid, caller.mode)
    const user = await users.known({ org: website.org, website: website._id }, named)
    if (!user) throw notFound('user')
    return { website, user }
  }

  return [
    route({
      method: 'get',
      path: '/api/v1/public/api/user',
      operationId: 'claimrPublicUser',
      summary: 'Get a user, with a publishable key',
      description,
      tags: ['claimr'],
      access: 'public',
      query,
      reply: z.object({
        id: z.string(),
        name: z.string(),
        ref_id: z.string().meta({ description: 'Empty: nobody refers anybody here yet.' }),
        ...holdings,
        xp_mul: z.number().meta({
          description: "The user's multipliers together, as they apply to the default currency.",
        }),
        exact,
      }),
      errors: ['not_found'],
      async run({ caller, query }) {
        const { website, user } = await find(caller, query)
        const held = await userInfo.holdingsOf(website, user)
        const { data, exact } = holdingsReply(held)
        const xp_mul = numberOf(await userInfo.factorOf(user, held.currency))
        return { id: user._id, name: nameOf(user, query), ref_id: '', ...data, xp_mul, exact }
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/public/api/user/refs',
      operationId: 'claimrPublicUserReferrals',
      summary: 'List whom a user referred, with a publishable key',
      description: `${description} Nobody refers anybody here yet, so that the list is empty.`,
      tags: ['claimr'],
      access: 'public',
      query,
      reply: z.object({ data: z.array(z.object({ id: z.string(), name: z.string() })) }),
      errors: ['not_found'],
      async run({ caller, query }) {
        await find(caller, query)
        return { data: [] }
      },
    }),
  ]
}

function nameOf({ profile: { displayName } }: UserRecord, { account }: Identity): string {
  return typeof displayName === 'string' ? displayName : account
}

function numberOf({ numerator, denominator }: Fraction): number {
  return Number(numerator) / Number(denominator)
}
