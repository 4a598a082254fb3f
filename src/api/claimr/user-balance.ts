import { z } from 'zod'
import { Failure } from '../../domain/failure.ts'
import type { Caller } from '../../engine/keys.ts'
import type { UserRecord } from '../../store/users.ts'
import type { Website } from '../../store/websites.ts'
import { fieldError, refuseFields } from '../../rules/field-failure.ts'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { exact, holdings, holdingsReply } from './holdings-reply.ts'
import { env, identity, modeOf, pid } from './who.ts'

const mayBeLeftOut = { description: "Needed, unless a user's own token asks: it says who it is." }

const query = z.object({
  account: identity.account.optional().meta(mayBeLeftOut),
  platform: identity.platform.optional().meta(mayBeLeftOut),
  pid: pid.optional().meta(mayBeLeftOut),
  env,
})

interface Asked {
  website: Website
  user: UserRecord | null
}

/** Tells what a user has; with a user's own token, what that user has. */
export function userBalance({ engine }: RouteOptions): Route {
  const { users, userInfo, websites } = engine

  async function asked(caller: Caller, wanted: z.output<typeof query>): Promise<Asked> {
    return caller.user === undefined
      ? anyUser(caller, wanted)
      : ownUser({ ...caller, user: caller.user }, wanted)
  }

  async function anyUser(
    caller: Caller,
    { account, platform, pid, env }: z.output<typeof query>,
  ): Promise<Asked> {
    const named = required({ account, platform, pid })
    const website = await websites.findByAnyId(caller, named.pid, modeOf(env))
    const ground = { org: website.org, website: website._id }
    return { website, user: await users.known(ground, named) }
  }

  /** Whatever else is named must be what the token says. */
  async function ownUser(
    caller: Caller & { user: string },
    { account, platform, pid }: z.output<typeof query>,
  ): Promise<Asked> {
    const { org, website: id, user: userId } = caller
    const website = await (pid === undefined
      ? websites.only({ org, website: id })
      : websites.findByAnyId(caller, pid, caller.mode))
    const user = await users.find({ org, website: website._id }, { userId })
    if (account !== undefined || platform !== undefined) {
      const ground = { org, website: website._id }
      const named = await users.known(ground, required({ account, platform }))
      if (named?._id !== userId) throw foreign()
    }
    return { website, user }
  }

  return route({
    method: 'get',
    path: '/api/v1/user/balance',
    operationId: 'claimrUserBalance',
    summary: "Get a user's points and rank",
    description:
      'Of the default currency of the campaign. Somebody nobody has heard of has nothing, and is not made by asking.',
    tags: ['claimr'],
    access: 'self',
    query,
    reply: z.object({ data: z.object(holdings), exact }),
    errors: ['not_found'],
    async run({ caller, query }) {
      const { website, user } = await asked(caller, query)
      return holdingsReply(await userInfo.holdingsOf(website, user))
    },
  })
}

/** Throws `invalid_request` for each that is not there. */
function required<T extends object>(fields: T): { [name in keyof T]-?: NonNullable<T[name]> } {
  const missing = Object.entries(fields).filter(([, value]) => value === undefined)
  if (missing.length > 0) {
    throw refuseFields(...missing.map(([name]) => fieldError(`/${name}`, 'required', 'is needed')))
  }
  return fields as { [name in keyof T]-?: NonNullable<T[name]> }
}

function foreign(): Failure {
  return new Failure('forbidden', "the token is another user's")
}
