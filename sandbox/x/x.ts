import type { Fault } from '../kit/faults.ts'
import { startVendor } from '../kit/vendor.ts'
import type { Vendor, VendorAnswer, VendorRequest } from '../kit/vendor.ts'
import { accountActs } from './account-acts.ts'
import { authorizeRoute } from './authorize.ts'
import { bondActs } from './bond-acts.ts'
import { callerName } from './caller.ts'
import { createRouteOf } from './endpoint.ts'
import { engagementEndpoints } from './engagement.ts'
import { createLimits, limitHeaders, windowMs } from './limits.ts'
import { createOAuth } from './oauth.ts'
import { postActs } from './post-acts.ts'
import { postEndpoints } from './posts.ts'
import { missing, tooFast, usageCapped } from './problems.ts'
import { searchEndpoint } from './search.ts'
import { tokenActs } from './token-acts.ts'
import { userEndpoints } from './users.ts'
import { createWorld } from './world.ts'
import type { World } from './world.ts'

/** Starts a stand-in of X's API v2; its base path is the root, as with https://api.x.com. */
export function startX(options: { port?: number } = {}): Promise<Vendor> {
  const world = createWorld()
  const limits = createLimits()
  const oauth = createOAuth(world)
  // The first route that matches answers: `/2/users/me` and `/2/users/by` stand before `/2/users/:id`.
  const endpoints = [searchEndpoint, ...userEndpoints, ...postEndpoints, ...engagementEndpoints]

  return startVendor(
    {
      name: 'x',
      routes: [
        ...endpoints.map(createRouteOf(world, limits)),
        ...oauth.routes,
        authorizeRoute(world, oauth),
      ],
      acts: {
        ...accountActs(world),
        ...postActs(world),
        ...bondActs(world),
        ...tokenActs(world, oauth, limits),
      },
      state: () => stateOf(world),
      reset() {
        world.reset()
        limits.reset()
        oauth.reset()
      },
      limited,
      missing,
      who: (request) => callerName(world, request),
    },
    options,
  )
}

// A fault of kind `limit`: the window's end is told, or with form `usage_capped` the month is spent.
function limited({ now }: VendorRequest, fault: Fault): VendorAnswer {
  if (fault.kind !== 'limit') throw new Error(`a fault of kind ${fault.kind} is no limit`)
  if (fault.form === 'usage_capped') return usageCapped()
  const waitMs = fault.retryAfterSeconds === undefined ? windowMs : fault.retryAfterSeconds * 1000
  return tooFast(limitHeaders(300, 0, now + waitMs))
}

function stateOf(world: World) {
  const { people, posts, likes, follows, requests, tokens } = world
  return {
    accounts: Object.fromEntries(people.entries()),
    posts: [...posts.values()],
    likes,
    follows,
    requests,
    tokens: tokens.list(),
  }
}
