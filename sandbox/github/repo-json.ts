import type { components } from '@octokit/openapi-types'
import { cloneLinksOf, linksOf } from './repo-links.ts'
import { fullNameOf, maySee, permissionOf, userOf } from './state.ts'
import type { Permission, Repo, World } from './state.ts'
import { iso, nodeId, simpleUser } from './user-json.ts'

export type Repository = components['schemas']['repository']
export type FullRepository = components['schemas']['full-repository']
export type MinimalRepository = components['schemas']['minimal-repository']

/** A repository inside a pull request or a list of stars. `api` is the base of the links. */
export function repository(world: World, repo: Repo, api: string): Repository {
  const counts = countsOf(world, repo)
  return {
    ...minimalRepository(world, repo, api),
    ...counts,
    ...cloneLinksOf(fullNameOf(world, repo)),
    homepage: null,
    language: 'TypeScript',
    size: 108,
    license: null,
    default_branch: repo.defaultBranch,
    has_issues: true,
    has_projects: true,
    has_wiki: true,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: repo.archived,
    disabled: false,
    visibility: repo.private ? 'private' : 'public',
    pushed_at: iso(repo.createdAt),
    created_at: iso(repo.createdAt),
    updated_at: iso(repo.createdAt),
    permissions: permissionsOf('pull'),
  }
}

/** The repository itself, as `viewerId` sees it: only here do `parent` and `source` appear. */
export function fullRepository(
  world: World,
  repo: Repo,
  viewerId: number | undefined,
  api: string,
): FullRepository {
  const counts = countsOf(world, repo)
  const parent = visibleRepo(world, repo.parentId, viewerId)
  const source = visibleRepo(world, repo.sourceId, viewerId)
  return {
    ...repository(world, repo, api),
    has_discussions: false,
    license: null,
    pushed_at: iso(repo.createdAt),
    created_at: iso(repo.createdAt),
    updated_at: iso(repo.createdAt),
    permissions: permissionsOf(permissionOf(repo, viewerId) ?? 'pull'),
    temp_clone_token: null,
    network_count: counts.forks_count,
    subscribers_count: repo.collaborators.size + 1,
    ...(parent && { parent: repository(world, parent, api) }),
    ...(source && { source: repository(world, source, api) }),
  }
}

/** An item of the list of forks: says that it is a fork, and never of what. */
export function minimalRepository(world: World, repo: Repo, api: string): MinimalRepository {
  const fullName = fullNameOf(world, repo)
  return {
    id: repo.id,
    node_id: nodeId('Repository', repo.id),
    name: repo.name,
    full_name: fullName,
    owner: simpleUser(userOf(world, repo.ownerId), api),
    private: repo.private,
    html_url: `https://github.com/${fullName}`,
    description: null,
    fork: repo.parentId !== undefined,
    ...linksOf(`${api}/repos/${fullName}`),
  }
}

function countsOf(world: World, repo: Repo) {
  const forks = [...world.repos.values()].filter((other) => other.parentId === repo.id).length
  const open = repo.pulls.filter((pull) => pull.closedAt === undefined).length
  return {
    forks_count: forks,
    forks,
    stargazers_count: repo.stars.size,
    watchers_count: repo.stars.size,
    watchers: repo.stars.size,
    open_issues_count: open,
    open_issues: open,
  }
}

const LADDER: readonly Permission[] = ['pull', 'triage', 'push', 'maintain', 'admin']

export function permissionsOf(permission: Permission) {
  const reached = LADDER.indexOf(permission)
  return {
    pull: true,
    triage: reached >= 1,
    push: reached >= 2,
    maintain: reached >= 3,
    admin: reached >= 4,
  }
}

function visibleRepo(world: World, id: number | undefined, viewerId: number | undefined) {
  const repo = id === undefined ? undefined : world.repos.get(id)
  return repo && maySee(repo, viewerId) ? repo : undefined
}
