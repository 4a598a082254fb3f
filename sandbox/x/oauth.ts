import { createHash, randomBytes } from 'node:crypto'
import type { AccessOAuth2TokenResult } from 'twitter-api-v2'
import type { Token } from '../kit/tokens.ts'
import type { VendorAnswer, VendorRequest, VendorRoute } from '../kit/vendor.ts'
import { xApp } from './caller.ts'
import type { World } from './world.ts'

export interface Consent {
  accountId: string
  clientId: string
  redirectUri: string
  scopes: readonly string[]
  /** PKCE: the challenge, and how it was made of the verifier. */
  challenge: string
  method: string
  now: number
}

type Form = Record<string, string>

export const tokenSeconds = 7_200
const codeMs = 30_000

/** Codes and tokens: OAuth 2.0 with PKCE, refresh tokens that rotate, and revocation. */
export function createOAuth(world: World) {
  const codes = new Map<string, Consent>()

  function redeem(form: Form, clientId: string, now: number): VendorAnswer {
    const consent = codes.get(form['code'] ?? '')
    codes.delete(form['code'] ?? '')
    const isGood =
      consent !== undefined &&
      now < consent.now + codeMs &&
      consent.clientId === clientId &&
      consent.redirectUri === form['redirect_uri'] &&
      consent.challenge === challengeOf(form['code_verifier'] ?? '', consent.method)
    if (!isGood)
      return refused('invalid_request', 'Value passed for the authorization code was invalid.')
    const { accountId, scopes } = consent
    const withRefresh = scopes.includes('offline.access')
    return granted(
      world.tokens.issue({
        accountId,
        clientId,
        scopes,
        now,
        lifetimeSeconds: tokenSeconds,
        withRefresh,
      }),
    )
  }

  function refresh(form: Form, clientId: string, now: number): VendorAnswer {
    const secret = form['refresh_token'] ?? ''
    const isOurs = world.tokens.byRefresh(secret)?.clientId === clientId
    const token = isOurs ? world.tokens.rotate(secret, now, tokenSeconds) : undefined
    if (token) return granted(token)
    // Both are said of a dead one; here a token that never was one is the invalid request.
    const error = secret.startsWith('x-') ? 'invalid_grant' : 'invalid_request'
    return refused(error, 'Value passed for the token was invalid.')
  }

  function token(request: VendorRequest): VendorAnswer {
    const form = formOf(request)
    const clientId = clientOf(request, form)
    if (!clientId) return noClient()
    if (form['grant_type'] === 'authorization_code') return redeem(form, clientId, request.now)
    if (form['grant_type'] === 'refresh_token') return refresh(form, clientId, request.now)
    return refused('invalid_request', 'Missing required parameter [grant_type].')
  }

  function revoke(request: VendorRequest): VendorAnswer {
    const form = formOf(request)
    if (!clientOf(request, form)) return noClient()
    if (!form['token']) return refused('invalid_request', 'Missing required parameter [token].')
    world.tokens.revoke(form['token'])
    return { status: 200, body: { revoked: true } }
  }

  const routes: VendorRoute[] = [
    { method: 'POST', path: '/2/oauth2/token', answer: token },
    { method: 'POST', path: '/2/oauth2/revoke', answer: revoke },
  ]
  return {
    routes,
    /** Notes a person's consent and answers the code, which lives 30 seconds and works once. */
    consent(consent: Consent): string {
      const code = `code-${randomBytes(18).toString('base64url')}`
      codes.set(code, consent)
      return code
    },
    reset: () => codes.clear(),
  }
}

export type OAuth = ReturnType<typeof createOAuth>

export function challengeOf(verifier: string, method: string): string {
  if (method === 'plain') return verifier
  return createHash('sha256').update(verifier).digest('base64url')
}

function granted({ access, refresh, scopes }: Token): VendorAnswer {
  const body: AccessOAuth2TokenResult = {
    token_type: 'bearer',
    expires_in: tokenSeconds,
    access_token: access,
    scope: scopes.join(' '),
    ...(refresh ? { refresh_token: refresh } : {}),
  }
  return { status: 200, body }
}

function refused(error: string, description: string): VendorAnswer {
  return { status: 400, body: { error, error_description: description } }
}

function noClient(): VendorAnswer {
  const description = 'Missing valid authorization header'
  return { status: 401, body: { error: 'unauthorized_client', error_description: description } }
}

function formOf({ body }: VendorRequest): Form {
  return typeof body === 'object' && body !== null ? (body as Form) : {}
}

// A confidential client shows its secret in the header; a public one only names itself.
function clientOf({ headers }: VendorRequest, form: Form): string | undefined {
  const given = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1]
  if (given === undefined) {
    return form['client_id'] === xApp.publicClientId ? xApp.publicClientId : undefined
  }
  const [id, secret] = Buffer.from(given, 'base64')
    .toString('utf8')
    .split(':')
    .map(decodeURIComponent)
  return id === xApp.clientId && secret === xApp.clientSecret ? id : undefined
}
