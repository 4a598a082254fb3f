import { textOf } from '../kit/people.ts'
import type { VendorSpec } from '../kit/vendor.ts'
import { xApp } from './caller.ts'
import type { Limits } from './limits.ts'
import { challengeOf, tokenSeconds } from './oauth.ts'
import type { OAuth } from './oauth.ts'
import { countIn, isOn, listIn, personIn } from './order.ts'
import type { Order } from './order.ts'
import type { World } from './world.ts'

const usualScopes = ['tweet.read', 'users.read', 'follows.read', 'like.read', 'offline.access']

/** Tokens and consent, and the vendor's own switches. */
export function tokenActs(world: World, oauth: OAuth, limits: Limits): VendorSpec['acts'] {
  // A token without the trip through the browser, for tests of what comes after it.
  function issueToken(order: Order, now: number) {
    const { id: accountId } = personIn(world, order, now)
    const scopes = listIn(order, 'scopes', usualScopes)
    const withRefresh = scopes.includes('offline.access')
    const grant = { accountId, clientId: xApp.clientId, scopes, now, lifetimeSeconds: tokenSeconds }
    const { access, refresh } = world.tokens.issue({ ...grant, withRefresh })
    return { id: accountId, access_token: access, ...(refresh ? { refresh_token: refresh } : {}) }
  }

  /** The code the browser would have brought back; give the PKCE `verifier` or the `challenge`. */
  function authorize(order: Order, now: number) {
    const isHashed = order['verifier'] === undefined
    const challenge = isHashed
      ? textOf(order, 'challenge')
      : challengeOf(textOf(order, 'verifier'), 'S256')
    const code = oauth.consent({
      accountId: personIn(world, order, now).id,
      clientId: order['client'] === undefined ? xApp.clientId : textOf(order, 'client'),
      redirectUri: textOf(order, 'redirect_uri'),
      scopes: listIn(order, 'scopes', usualScopes),
      challenge,
      method: 'S256',
      now,
    })
    return { code }
  }

  return {
    issue_token: issueToken,
    authorize,
    /** Whoever is signed in consents at the authorize page, unless `on` is false. */
    sign_in: (order) =>
      void (world.browser = { who: textOf(order, 'who'), isWilling: isOn(order) }),
    narrow_scopes: (order, now) =>
      world.tokens.narrow(personIn(world, order, now).id, listIn(order, 'scopes', [])),
    revoke_token: (order, now) => world.tokens.revokeAll(personIn(world, order, now).id),
    set_enrolled: (order) => void (world.isEnrolled = isOn(order)),
    set_lag: (order) => {
      world.indexSeconds = countIn(order, 'index_seconds')
      world.unindexSeconds = countIn(order, 'unindex_seconds')
    },
    /** `endpoint` as in `GET /2/users/:id`; `calls` per window, for the app and for each user. */
    set_limit: (order) => {
      const calls = countIn(order, 'calls')
      limits.override(textOf(order, 'endpoint'), { app: calls, user: calls })
    },
  }
}
