import type { VendorAnswer, VendorRequest, VendorRoute } from '../kit/vendor.ts'
import { isPermitted, isVisible, notPermitted, requiresAuthentication, viewerOf } from './access.ts'
import { NO_CONTENT, apiOf, notFound, page } from './answers.ts'
import type { Github } from './github.ts'
import { repository } from './repo-json.ts'
import { findRepo, findUser } from './state.ts'
import type { Repo } from './state.ts'
import { iso, privateUser, publicUser } from './user-json.ts'

/** https://docs.github.com/rest/users and https://docs.github.com/rest/activity/starring */
export function userRoutes(github: Github): VendorRoute[] {
  const routes: [string, (github: Github, request: VendorRequest) => VendorAnswer][] = [
    ['/user', me],
    ['/user/starred/:owner/:repo', isStarred],
    ['/user/:id', byId],
    ['/users/:login', byLogin],
    ['/users/:login/starred', starredBy],
  ]
  return routes.map(([path, answer]) => {
    return { method: 'GET', path, answer: (request) => answer(github, request) }
  })
}

function me(github: Github, request: VendorRequest): VendorAnswer {
  const { userId } = viewerOf(github, request)
  const user = userId === undefined ? undefined : github.world.users.get(userId)
  if (!user) return requiresAuthentication()
  return { status: 200, body: privateUser(github.world, user, apiOf(request)) }
}

function byId(github: Github, request: VendorRequest): VendorAnswer {
  const user = github.world.users.get(Number(request.params.id))
  if (!user || user.deleted) return notFound()
  return { status: 200, body: publicUser(github.world, user, apiOf(request)) }
}

/** A former login redirects nowhere: it is nobody's, or somebody else's. */
function byLogin(github: Github, request: VendorRequest): VendorAnswer {
  const user = findUser(github.world, request.params.login ?? '')
  if (!user) return notFound()
  return { status: 200, body: publicUser(github.world, user, apiOf(request)) }
}

/** The 404 of "not starred" and that of "no such repository" are the same. */
function isStarred(github: Github, request: VendorRequest): VendorAnswer {
  const viewer = viewerOf(github, request)
  if (viewer.userId === undefined) return requiresAuthentication()
  if (!isPermitted(viewer, 'starring')) return notPermitted()
  const repo = findRepo(github.world, `${request.params.owner}/${request.params.repo}`)
  const at = repo && isVisible(repo, viewer) ? repo.stars.get(viewer.userId) : undefined
  return at !== undefined && at <= request.now - request.lagMs ? NO_CONTENT : notFound()
}

function starredBy(github: Github, request: VendorRequest): VendorAnswer {
  const { world } = github
  const viewer = viewerOf(github, request)
  const user = findUser(world, request.params.login ?? '')
  if (!user) return notFound()
  const stars = [...world.repos.values()]
    .filter((repo) => isVisible(repo, viewer))
    .flatMap((repo) => starOf(repo, user.id, request.now - request.lagMs))
    .sort((a, b) => b.at - a.at)
  if (request.query.get('direction') === 'asc') stars.reverse()
  const isTimed = request.headers.accept?.includes('star+json')
  return page(request, request.path, stars, ({ repo, at }) => {
    const shown = repository(world, repo, apiOf(request))
    return isTimed ? { starred_at: iso(at), repo: shown } : shown
  })
}

function starOf(repo: Repo, userId: number, seenAt: number): { repo: Repo; at: number }[] {
  const at = repo.stars.get(userId)
  return at !== undefined && at <= seenAt ? [{ repo, at }] : []
}
