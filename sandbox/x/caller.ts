import type { TOAuth2Scope } from 'twitter-api-v2'
import type { VendorAnswer, VendorRequest } from '../kit/vendor.ts'
import { forbidden, notEnrolled, unauthorized, userContextOnly } from './problems.ts'
import type { World, XAccount } from './world.ts'

/** The app everything is registered under; a test hands these to the client. */
export const xApp = {
  bearer: 'sandbox-app-bearer',
  clientId: 'sandbox-client',
  clientSecret: 'sandbox-client-secret',
  /** A client without a secret, as a mobile app is. */
  publicClientId: 'sandbox-public-client',
} as const

export interface Access {
  /** Whether the app's own token is enough. */
  app: boolean
  scopes: readonly TOAuth2Scope[]
}

/** Who is asking: a user by his token, or the app itself. */
export interface Caller {
  kind: 'app' | 'user'
  spender: string
  viewer?: XAccount
}

/** Admits a caller to an endpoint, or answers as X does to a token that is missing, dead or too narrow. */
export function admit(
  world: World,
  { headers, now }: Pick<VendorRequest, 'headers' | 'now'>,
  access: Access,
): Caller | { refusal: VendorAnswer } {
  const secret = bearerOf(headers)
  if (!world.isEnrolled) return { refusal: notEnrolled() }
  if (secret === xApp.bearer) {
    return access.app ? { kind: 'app', spender: 'app' } : { refusal: userContextOnly() }
  }

  const token = world.tokens.find(secret ?? '', now)
  const viewer = token && world.people.byId(token.accountId)
  if (!token || !viewer || viewer.isDeactivated) return { refusal: unauthorized() }
  if (viewer.isSuspended) return { refusal: forbidden('Your account is suspended.') }
  if (!access.scopes.every((scope) => token.scopes.includes(scope))) return { refusal: forbidden() }
  return { kind: 'user', spender: viewer.id, viewer }
}

/** Whose secret a request carries, for the call log. */
export function callerName(world: World, { headers, body }: VendorRequest): string | undefined {
  const secret = bearerOf(headers)
  if (secret === xApp.bearer) return 'app'
  const form = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const refresh = form['refresh_token'] ?? form['token']
  const grant = typeof refresh === 'string' ? world.tokens.byRefresh(refresh) : undefined
  const accountId = world.tokens.ownerOf(secret ?? '') ?? grant?.accountId
  return accountId === undefined ? undefined : world.people.whoIs(accountId)
}

function bearerOf(headers: VendorRequest['headers']): string | undefined {
  return /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1]
}
