import type { VendorAnswer, VendorRequest, VendorRoute } from '../kit/vendor.ts'
import { isVisible, repoAt, viewerOf } from './access.ts'
import type { Viewer } from './access.ts'
import { apiOf, notFound, page, refusal } from './answers.ts'
import type { Github } from './github.ts'
import { fullRepository, minimalRepository } from './repo-json.ts'
import { userOf } from './state.ts'
import type { Repo } from './state.ts'
import { iso, simpleUser } from './user-json.ts'

/** What a repository answers once it is found and may be seen. */
export type AtRepo = (
  github: Github,
  request: VendorRequest,
  repo: Repo,
  viewer: Viewer,
) => VendorAnswer

/** https://docs.github.com/rest/repos, and its stars and forks */
export function repoRoutes(github: Github): VendorRoute[] {
  return [
    ...atRepo(github, '', whole),
    ...atRepo(github, '/stargazers', stargazers),
    ...atRepo(github, '/forks', forks),
  ]
}

/**
 * A repository answers by its name and by its id. By a former name it answers 301 to its id, and so
 * does everything below it.
 */
export function atRepo(github: Github, below: string, answer: AtRepo): VendorRoute[] {
  const answered = (request: VendorRequest) => {
    const viewer = viewerOf(github, request)
    const { repo, movedTo } = repoAt(github, request, viewer)
    if (repo) return answer(github, request, repo, viewer)
    return movedTo === undefined ? notFound() : moved(request, movedTo)
  }
  const paths = [`/repos/:owner/:repo${below}`, `/repositories/:id${below}`]
  return paths.map((path) => ({ method: 'GET', path, answer: answered }))
}

/** Links to further pages go by id, as GitHub's do. */
export function pathById(request: VendorRequest, repo: Repo): string {
  const below = request.path.split('/').slice(request.params.id === undefined ? 4 : 3)
  return ['/repositories', repo.id, ...below].join('/')
}

function moved(request: VendorRequest, id: number): VendorAnswer {
  const below = request.path.split('/').slice(4)
  const query = request.query.size > 0 ? `?${request.query.toString()}` : ''
  const url = apiOf(request) + ['/repositories', id, ...below].join('/') + query
  const { body } = refusal(301, 'Moved Permanently')
  return { status: 301, headers: { location: url }, body: { ...(body as object), url } }
}

function whole(github: Github, request: VendorRequest, repo: Repo, viewer: Viewer): VendorAnswer {
  return { status: 200, body: fullRepository(github.world, repo, viewer.userId, apiOf(request)) }
}

function stargazers({ world }: Github, request: VendorRequest, repo: Repo): VendorAnswer {
  const seenAt = request.now - request.lagMs
  const stars = [...repo.stars].filter(([, at]) => at <= seenAt)
  const isTimed = request.headers.accept?.includes('star+json')
  return page(request, pathById(request, repo), stars, ([userId, at]) => {
    const user = simpleUser(userOf(world, userId), apiOf(request))
    return isTimed ? { starred_at: iso(at), user } : user
  })
}

function forks(
  { world }: Github,
  request: VendorRequest,
  repo: Repo,
  viewer: Viewer,
): VendorAnswer {
  const found = [...world.repos.values()].filter((fork) => {
    const isSeen = fork.createdAt <= request.now - request.lagMs && isVisible(fork, viewer)
    return fork.parentId === repo.id && isSeen
  })
  found.sort(ORDERS[request.query.get('sort') ?? 'newest'] ?? newestFirst)
  return page(request, pathById(request, repo), found, (fork) => {
    return minimalRepository(world, fork, apiOf(request))
  })
}

const newestFirst = (a: Repo, b: Repo) => b.createdAt - a.createdAt || b.id - a.id

const ORDERS: Record<string, (a: Repo, b: Repo) => number> = {
  newest: newestFirst,
  oldest: (a, b) => newestFirst(b, a),
  stargazers: (a, b) => b.stars.size - a.stars.size,
  watchers: (a, b) => b.stars.size - a.stars.size,
}
