import type { VendorAnswer, VendorRequest, VendorRoute } from '../kit/vendor.ts'
import type { Token } from '../kit/tokens.ts'
import type { Github } from './github.ts'

/** https://docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps */
export function oauthRoutes(github: Github): VendorRoute[] {
  return [
    {
      method: 'GET',
      path: '/login/oauth/authorize',
      answer: (request) => authorize(github, request),
    },
    {
      method: 'POST',
      path: '/login/oauth/access_token',
      answer: (request) => inFormAsked(request, exchange(github, request)),
    },
  ]
}

/** Whoever is signed in agrees at once; the door's `sign_in` says who that is. */
function authorize(github: Github, request: VendorRequest): VendorAnswer {
  const { query, now } = request
  const app = github.oauth.app(query.get('client_id') ?? '')
  const redirectUri = query.get('redirect_uri') ?? app?.redirectUris[0]
  if (!app || !redirectUri) return { status: 404, body: 'Not Found' }
  const back = (answer: Record<string, string | null>) => redirect(redirectUri, answer)
  const state = query.get('state')
  if (!app.redirectUris.includes(redirectUri)) {
    return redirect(app.redirectUris[0] ?? redirectUri, { error: 'redirect_uri_mismatch', state })
  }
  const { signedIn } = github.oauth
  if (signedIn === undefined) return back({ error: 'access_denied', state })
  const scopes = (query.get('scope') ?? '').split(/[\s,]+/).filter(Boolean)
  const challenge = query.get('code_challenge') ?? undefined
  const consent = { clientId: app.clientId, accountId: signedIn, scopes, redirectUri }
  return back({
    code: github.oauth.issueCode({ ...consent, ...(challenge && { challenge }) }, now),
    state,
  })
}

type Outcome = Record<string, string>

/** Every outcome is a 200, errors too. */
function exchange(github: Github, request: VendorRequest): Outcome {
  const fields = fieldsOf(request)
  const app = github.oauth.app(fields.client_id ?? '')
  if (!app || app.clientSecret !== fields.client_secret) {
    return problem(
      'incorrect_client_credentials',
      'The client_id and/or client_secret passed are incorrect.',
    )
  }
  const consent = github.oauth.takeCode(fields.code ?? '', request.now, fields.code_verifier)
  if (!consent || consent.clientId !== app.clientId) {
    return problem('bad_verification_code', 'The code passed is incorrect or expired.')
  }
  if (fields.redirect_uri !== undefined && fields.redirect_uri !== consent.redirectUri) {
    return problem(
      'redirect_uri_mismatch',
      'The redirect_uri MUST match the registered callback URL for this application.',
    )
  }
  return granted(github.tokens.issue({ ...consent, now: request.now }))
}

function granted(token: Token): Outcome {
  return { access_token: token.access, scope: token.scopes.join(','), token_type: 'bearer' }
}

function problem(error: string, description: string): Outcome {
  const uri =
    'https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/'
  return { error, error_description: description, error_uri: uri }
}

/** A form unless the caller asked for JSON. */
function inFormAsked(request: VendorRequest, outcome: Outcome): VendorAnswer {
  if (request.headers.accept?.includes('json')) return { status: 200, body: outcome }
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
  return { status: 200, headers, body: new URLSearchParams(outcome).toString() }
}

function fieldsOf(request: VendorRequest): Record<string, string | undefined> {
  const fromQuery = Object.fromEntries(request.query)
  if (typeof request.body !== 'object' || request.body === null) return fromQuery
  const texts = Object.entries(request.body).filter(([, value]) => typeof value === 'string')
  return { ...fromQuery, ...(Object.fromEntries(texts) as Record<string, string>) }
}

function redirect(to: string, answer: Record<string, string | null>): VendorAnswer {
  const url = new URL(to)
  for (const [name, value] of Object.entries(answer))
    if (value !== null) url.searchParams.set(name, value)
  return { status: 302, headers: { location: url.href } }
}
