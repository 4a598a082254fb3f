import type { VendorAnswer, VendorRequest, VendorRoute } from '../kit/vendor.ts'
import { xApp } from './caller.ts'
import type { OAuth } from './oauth.ts'
import type { World } from './world.ts'

/** The page a user is sent to. Nobody clicks here: the person the door has signed in consents, or does not. */
export function authorizeRoute(world: World, oauth: OAuth): VendorRoute {
  function answer({ query, now }: VendorRequest): VendorAnswer {
    const { browser } = world
    const clientId = query.get('client_id') ?? ''
    const redirectUri = query.get('redirect_uri') ?? ''
    const isKnown = clientId === xApp.clientId || clientId === xApp.publicClientId
    if (!isKnown || query.get('response_type') !== 'code' || !URL.canParse(redirectUri)) {
      return {
        status: 400,
        body: 'Something went wrong. You were not able to give access to the App.',
      }
    }
    if (!browser)
      return { status: 200, body: 'Sign in (POST /_sandbox/do {"do":"sign_in","who":...})' }
    if (!browser.isWilling) return back(query, { error: 'access_denied' })
    const code = oauth.consent({
      accountId: world.people.of(browser.who, now).id,
      clientId,
      redirectUri,
      scopes: (query.get('scope') ?? '').split(' '),
      challenge: query.get('code_challenge') ?? '',
      method: query.get('code_challenge_method') ?? 'plain',
      now,
    })
    return back(query, { code })
  }

  return { method: 'GET', path: '/i/oauth2/authorize', answer }
}

function back(query: URLSearchParams, outcome: Record<string, string>): VendorAnswer {
  const location = new URL(query.get('redirect_uri') ?? '')
  const state = query.get('state')
  for (const [name, value] of Object.entries(outcome)) location.searchParams.set(name, value)
  if (state !== null) location.searchParams.set('state', state)
  return { status: 302, headers: { location: location.href } }
}
