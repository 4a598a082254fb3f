import type { VendorRequest, VendorRoute, VendorSpec } from '../kit/vendor.ts'
import { badCredentials, bearerOf, viewerOf } from './access.ts'
import { githubActs } from './acts.ts'
import { conditional, notFound, refusal } from './answers.ts'
import { collaboratorRoutes } from './collaborator-routes.ts'
import { createParts } from './github.ts'
import type { Github } from './github.ts'
import { faultedLimit, limitHeaders, primaryLimit, resourceOf } from './limits.ts'
import { oauthRoutes } from './oauth-routes.ts'
import { pullRoutes } from './pull-routes.ts'
import { repoRoutes } from './repo-routes.ts'
import { searchRoutes } from './search-routes.ts'
import { describe } from './describe.ts'
import { userRoutes } from './user-routes.ts'

/** GitHub's REST API and OAuth, of a world that begins empty. */
export function createGithub(): VendorSpec {
  const github = createParts()
  // Answers that go without the headers of the primary limit, as those of a secondary limit do.
  const bare = new WeakSet<VendorRequest>()
  return {
    name: 'github',
    routes: [...oauthRoutes(github), ...apiRoutes(github).map((route) => inFull(github, route))],
    acts: githubActs(github),
    state: () => describe(github),
    reset: () => void Object.assign(github, createParts()),
    before: (request) => refusalOf(github, request),
    headers: (request) => (bare.has(request) ? {} : headersOf(github, request)),
    missing: () => notFound(),
    who: (request) => ownerOf(github, request),
    limited(request, fault) {
      const caller = callerOf(github, request)
      const resource = resourceOf(request.path)
      const left = github.limits.leftOf(caller, resource, request.now)
      const answer = faultedLimit(left, resource, fault, request.now)
      if (!answer.headers?.['x-ratelimit-limit']) bare.add(request)
      return answer
    },
  }
}

function apiRoutes(github: Github): VendorRoute[] {
  return [
    ...userRoutes(github),
    ...repoRoutes(github),
    ...collaboratorRoutes(github),
    ...pullRoutes(github),
    ...searchRoutes(github),
  ]
}

/** What holds for every route of the API: ETags, and no charge for a 304 to somebody known. */
function inFull(github: Github, route: VendorRoute): VendorRoute {
  return {
    ...route,
    async answer(request) {
      const answer = conditional(request, await route.answer(request))
      const caller = callerOf(github, request)
      if (answer.status === 304 && caller !== undefined) {
        github.limits.refund(caller, resourceOf(request.path), request.now)
      }
      return answer
    },
  }
}

function refusalOf(github: Github, request: VendorRequest) {
  if (isLogin(request)) return undefined
  if (!request.headers['user-agent']) {
    return refusal(
      403,
      'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.',
    )
  }
  const refused = badCredentials(github, request)
  if (refused || request.path === '/rate_limit') return refused
  const caller = callerOf(github, request)
  const resource = resourceOf(request.path)
  if (github.limits.spend(caller, resource, request.now)) return undefined
  return primaryLimit(github.limits.leftOf(caller, resource, request.now), resource)
}

function headersOf(github: Github, request: VendorRequest): Record<string, string> {
  if (isLogin(request)) return {}
  const resource = resourceOf(request.path)
  const left = github.limits.leftOf(callerOf(github, request), resource, request.now)
  const { userId, scopes } = viewerOf(github, request)
  const classic: Record<string, string> =
    userId === undefined ? {} : { 'x-oauth-scopes': scopes.join(', ') }
  return { 'x-github-media-type': 'github.v3', ...limitHeaders(left, resource), ...classic }
}

function isLogin(request: VendorRequest): boolean {
  return request.path.startsWith('/login/')
}

function callerOf(github: Github, request: VendorRequest): string | undefined {
  return viewerOf(github, request).userId?.toString()
}

function ownerOf(github: Github, request: VendorRequest): string | undefined {
  const owner = github.tokens.ownerOf(bearerOf(request) ?? '')
  return owner === undefined ? undefined : github.people.whoIs(owner)
}
