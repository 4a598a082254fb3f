import type { components } from '@octokit/openapi-types'
import type { VendorAnswer, VendorRequest, VendorRoute } from '../kit/vendor.ts'
import { viewerOf } from './access.ts'
import { apiOf, invalid, linksOf, pageOf, refusal, sizeOf } from './answers.ts'
import type { Github } from './github.ts'
import { resourceOf } from './limits.ts'
import { associationOf, pullItem } from './pull-json.ts'
import { settleIndex } from './search-index.ts'
import { searchPulls } from './search.ts'
import type { Found } from './search.ts'
import type { World } from './state.ts'

type Item = components['schemas']['issue-search-result-item']

/** https://docs.github.com/rest/search/search and https://docs.github.com/rest/rate-limit */
export function searchRoutes(github: Github): VendorRoute[] {
  return [
    { method: 'GET', path: '/search/issues', answer: (request) => issues(github, request) },
    { method: 'GET', path: '/rate_limit', answer: (request) => rateLimit(github, request) },
  ]
}

const REACH = 1000

function issues(github: Github, request: VendorRequest): VendorAnswer {
  const { world } = github
  const query = request.query.get('q') ?? ''
  if (query.trim() === '') return invalid('Search', 'q', 'missing')
  const [size, number] = [sizeOf(request), pageOf(request)]
  if ((number - 1) * size >= REACH) {
    return refusal(422, 'Only the first 1000 search results are available')
  }
  settleIndex(world, request.now - request.lagMs)
  const found = searchPulls(world, query, viewerOf(github, request).userId)
  if ('invalid' in found) return invalid('Search', 'q', found.invalid)

  const shown = sorted(found, request).slice((number - 1) * size, number * size)
  const last = Math.ceil(Math.min(REACH, found.length) / size)
  const body = {
    total_count: found.length,
    incomplete_results: world.indexIncomplete,
    items: shown.map((each) => itemOf(world, each, apiOf(request))),
    search_type: 'lexical' as const,
  }
  return { status: 200, headers: linksOf(request, request.path, number, last), body }
}

function sorted(found: Found[], { query }: VendorRequest): Found[] {
  const isByUpdate = query.get('sort') === 'updated'
  const timeOf = ({ pull }: Found) => (isByUpdate ? pull.updatedAt : pull.createdAt)
  const rising = found.toSorted((a, b) => timeOf(a) - timeOf(b) || a.pull.id - b.pull.id)
  return query.get('order') === 'asc' ? rising : rising.reverse()
}

/** A pull request as the issue that it also is. */
function itemOf(world: World, { repo, pull }: Found, api: string): Item {
  const item = pullItem(world, repo, pull, api)
  const { id, node_id, number, title, user, state, locked, created_at, updated_at, closed_at } =
    item
  return {
    ...{ id, node_id, number, title, user, state, locked, created_at, updated_at, closed_at },
    url: item.issue_url,
    repository_url: item.base.repo.url,
    labels_url: `${item.issue_url}/labels{/name}`,
    comments_url: item.comments_url,
    events_url: `${item.issue_url}/events`,
    html_url: item.html_url,
    labels: [],
    assignee: null,
    assignees: [],
    milestone: null,
    comments: 0,
    score: 1,
    author_association: associationOf(repo, pull),
    draft: false,
    pull_request: {
      url: item.url,
      html_url: item.html_url,
      diff_url: item.diff_url,
      patch_url: item.patch_url,
      merged_at: item.merged_at,
    },
  }
}

/** Asking what is left costs nothing. */
function rateLimit(github: Github, request: VendorRequest): VendorAnswer {
  const { userId } = viewerOf(github, request)
  const caller = userId === undefined ? undefined : String(userId)
  const core = github.limits.leftOf(caller, resourceOf('/'), request.now)
  const search = github.limits.leftOf(caller, 'search', request.now)
  const body: components['schemas']['rate-limit-overview'] = {
    resources: { core, search },
    rate: core,
  }
  return { status: 200, body }
}
