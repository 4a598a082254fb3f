import type { VendorAnswer, VendorRequest, VendorRoute } from '../kit/vendor.ts'
import { isPermitted, notPermitted } from './access.ts'
import type { Viewer } from './access.ts'
import { apiOf, invalid, notFound, page } from './answers.ts'
import type { Github } from './github.ts'
import { pullDetail, pullItem } from './pull-json.ts'
import { atRepo, pathById } from './repo-routes.ts'
import { userOf } from './state.ts'
import type { Pull, Repo, World } from './state.ts'

/** https://docs.github.com/rest/pulls/pulls */
export function pullRoutes(github: Github): VendorRoute[] {
  return [...atRepo(github, '/pulls', list), ...atRepo(github, '/pulls/:number', one)]
}

function list({ world }: Github, request: VendorRequest, repo: Repo, viewer: Viewer): VendorAnswer {
  if (!isPermitted(viewer, 'pull_requests')) return notPermitted()
  const state = request.query.get('state') ?? 'open'
  if (!['open', 'closed', 'all'].includes(state)) {
    return invalid('PullRequest', 'state', `${state} is not a state`)
  }
  const wanted = pullsSeen(repo, request).filter((pull) => {
    const isState = state === 'all' || (state === 'open') === (pull.closedAt === undefined)
    return isState && isBranch(world, pull, request)
  })
  return page(request, pathById(request, repo), sorted(wanted, request), (pull) => {
    return pullItem(world, repo, pull, apiOf(request))
  })
}

function one({ world }: Github, request: VendorRequest, repo: Repo, viewer: Viewer): VendorAnswer {
  if (!isPermitted(viewer, 'pull_requests')) return notPermitted()
  const pull = pullsSeen(repo, request).find(
    (each) => each.number === Number(request.params.number),
  )
  if (!pull) return notFound()
  return { status: 200, body: pullDetail(world, repo, pull, apiOf(request)) }
}

const OPEN = { closedAt: undefined, mergedAt: undefined, mergedById: undefined }

/** The pulls as they were when a lagging read was written. */
function pullsSeen(repo: Repo, { now, lagMs }: VendorRequest): Pull[] {
  if (lagMs === 0) return repo.pulls
  const seen = repo.pulls.filter((pull) => pull.createdAt <= now - lagMs)
  return seen.map((pull) => ((pull.closedAt ?? 0) <= now - lagMs ? pull : { ...pull, ...OPEN }))
}

function isBranch(world: World, pull: Pull, { query }: VendorRequest): boolean {
  const base = query.get('base')
  const head = query.get('head')
  if (base !== null && base !== pull.baseRef) return false
  if (head === null) return true
  const headRepo = world.repos.get(pull.headRepoId)
  return (
    headRepo !== undefined && head === `${userOf(world, headRepo.ownerId).login}:${pull.headRef}`
  )
}

/** Newest first for `created`, which is the default; ascending for the rest unless told otherwise. */
function sorted(pulls: Pull[], { query }: VendorRequest): Pull[] {
  const sort = query.get('sort') ?? 'created'
  const direction = query.get('direction') ?? (sort === 'created' ? 'desc' : 'asc')
  const timeOf = (pull: Pull) => (sort === 'updated' ? pull.updatedAt : pull.createdAt)
  const rising = pulls.toSorted((a, b) => timeOf(a) - timeOf(b) || a.number - b.number)
  return direction === 'desc' ? rising.reverse() : rising
}
