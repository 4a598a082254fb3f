import { textOf } from '../kit/people.ts'
import type { Acts } from './acts.ts'
import type { Github } from './github.ts'
import { resourceOf } from './limits.ts'
import { optionalText, textsIn, userIn } from './order.ts'
import type { Order } from './order.ts'

const CLASSIC_SCOPES = ['repo', 'read:user']

export function tokenActs(github: Github): Acts {
  return {
    issue_token: (order, now) => issue(github, order, now),
    revoke_token: (order, now) => revoke(github, order, now),
    downgrade_token: (order, now) => downgrade(github, order, now),
    spend_limit: (order, now) => spendLimit(github, order, now),
    register_app: (order) => github.oauth.register(textsIn(order, 'redirect_uris') ?? []),
    sign_in: (order, now) => signIn(github, order, now),
    sign_out: () => void (github.oauth.signedIn = undefined),
  }
}

/**
 * Classic scopes (`repo`, `public_repo`, `read:user`) or, written `starring=read`, the permissions
 * of a fine-grained token. `lifetime_seconds` for one that expires.
 */
function issue(github: Github, order: Order, now: number) {
  const { id } = userIn(github, order, now)
  const scopes = textsIn(order, 'scopes') ?? CLASSIC_SCOPES
  const { lifetime_seconds: life } = order
  const lifetime = typeof life === 'number' ? { lifetimeSeconds: life } : {}
  const token = github.tokens.issue({ accountId: String(id), scopes, now, ...lifetime })
  return { id, token: token.access, scopes }
}

/** One `token`, or all of a person's. */
function revoke(github: Github, order: Order, now: number) {
  const token = optionalText(order, 'token')
  if (token !== undefined) return { revoked: github.tokens.revoke(token) }
  github.tokens.revokeAll(String(userIn(github, order, now).id))
  return { revoked: true }
}

function downgrade(github: Github, order: Order, now: number) {
  const scopes = textsIn(order, 'scopes') ?? []
  github.tokens.narrow(String(userIn(github, order, now).id), scopes)
  return { scopes }
}

/** Leaves a person (or, without `who`, nobody) `remaining` calls in this window. */
function spendLimit(github: Github, order: Order, now: number) {
  const caller = order.who === undefined ? undefined : String(userIn(github, order, now).id)
  const resource = resourceOf(order.resource === 'search' ? '/search/issues' : '/')
  const remaining = typeof order.remaining === 'number' ? order.remaining : 0
  github.limits.leave(caller, resource, remaining, now)
  return { resource, remaining }
}

function signIn(github: Github, order: Order, now: number) {
  const { id } = github.people.of(textOf(order, 'who'), now)
  github.oauth.signedIn = id
  return { id: Number(id) }
}
