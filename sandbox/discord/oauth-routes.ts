import type { RESTPostOAuth2AccessTokenResult } from 'discord-api-types/v10'
import type { Token } from '../kit/tokens.ts'
import type { VendorAnswer, VendorRequest, VendorRoute } from '../kit/vendor.ts'
import type { Discord } from './discord.ts'

const LIFETIME_SECONDS = 604800

/**
 * https://docs.discord.com/developers/topics/oauth2. The bodies of the errors are not in the published
 * specification: told from OAuth 2.0 itself, so nothing should lean on their words.
 */
export function oauthRoutes(discord: Discord): VendorRoute[] {
  const at = (method: string, below: string, answer: VendorRoute['answer']): VendorRoute[] =>
    ['/api', '/api/v10', ''].map((base) => ({ method, path: `${base}/oauth2/${below}`, answer }))
  return [
    ...at('GET', 'authorize', (request) => authorize(discord, request)),
    ...at('POST', 'token', (request) => exchange(discord, request)),
    ...at('POST', 'token/revoke', (request) => revoke(discord, request)),
  ]
}

/** Whoever is signed in agrees at once; the door's `sign_in` says who that is. */
function authorize({ oauth }: Discord, { query, now }: VendorRequest): VendorAnswer {
  const app = oauth.app(query.get('client_id') ?? '')
  const redirectUri = query.get('redirect_uri') ?? ''
  if (!app?.redirectUris.includes(redirectUri)) {
    return {
      status: 400,
      body: { error: 'invalid_request', error_description: 'Invalid OAuth2 redirect_uri' },
    }
  }
  const back = new URL(redirectUri)
  const state = query.get('state')
  if (state !== null) back.searchParams.set('state', state)
  const scopes = (query.get('scope') ?? '').split(' ').filter(Boolean)
  const challenge = query.get('code_challenge') ?? undefined
  const agreed = { clientId: app.clientId, scopes, redirectUri, ...(challenge && { challenge }) }
  if (oauth.signedIn === undefined) back.searchParams.set('error', 'access_denied')
  else back.searchParams.set('code', oauth.issueCode({ ...agreed, accountId: oauth.signedIn }, now))
  return { status: 302, headers: { location: back.href } }
}

function exchange(discord: Discord, request: VendorRequest): VendorAnswer {
  const fields = fieldsOf(request)
  const clientId = clientOf(discord, request, fields)
  if (clientId === undefined) return problem(401, 'invalid_client')
  if (fields.grant_type === 'refresh_token') return refresh(discord, request, fields.refresh_token)
  if (fields.grant_type !== 'authorization_code') return problem(400, 'unsupported_grant_type')

  const consent = discord.oauth.takeCode(fields.code ?? '', request.now, fields.code_verifier)
  const isSame = consent?.clientId === clientId && consent.redirectUri === fields.redirect_uri
  if (!consent || !isSame) return problem(400, 'invalid_grant', 'Invalid "code" in request.')
  const { accountId, scopes } = consent
  const { now } = request
  const grant = { accountId, clientId, scopes, now, lifetimeSeconds: LIFETIME_SECONDS }
  return granted(discord.tokens.issue({ ...grant, withRefresh: true }))
}

function refresh({ tokens }: Discord, { now }: VendorRequest, secret = ''): VendorAnswer {
  const token = tokens.rotate(secret, now, LIFETIME_SECONDS)
  return token
    ? granted(token)
    : problem(400, 'invalid_grant', 'Invalid "refresh_token" in request.')
}

/** 200 whether or not there was anything to revoke. */
function revoke(discord: Discord, request: VendorRequest): VendorAnswer {
  const fields = fieldsOf(request)
  if (clientOf(discord, request, fields) === undefined) return problem(401, 'invalid_client')
  discord.tokens.revoke(fields.token ?? '')
  return { status: 200, body: {} }
}

function granted(token: Token): VendorAnswer {
  const body: RESTPostOAuth2AccessTokenResult = {
    token_type: 'Bearer',
    access_token: token.access,
    expires_in: LIFETIME_SECONDS,
    refresh_token: token.refresh ?? '',
    scope: token.scopes.join(' '),
  }
  return { status: 200, body }
}

function problem(status: number, error: string, error_description?: string): VendorAnswer {
  return { status, body: { error, ...(error_description && { error_description }) } }
}

type Fields = Record<string, string | undefined>

/** By Basic, or in the form. */
function clientOf({ oauth }: Discord, request: VendorRequest, fields: Fields): string | undefined {
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1]
  const [id, secret] = basic
    ? Buffer.from(basic, 'base64').toString().split(':')
    : [fields.client_id, fields.client_secret]
  const app = oauth.app(id ?? '')
  return app && app.clientSecret === secret ? app.clientId : undefined
}

/** Only forms are read here; JSON is an empty request. */
function fieldsOf({ body, headers }: VendorRequest): Fields {
  const isForm = headers['content-type']?.includes('x-www-form-urlencoded')
  return isForm && typeof body === 'object' && body !== null ? (body as Fields) : {}
}
