import type { components } from '@octokit/openapi-types'
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
    ...cloneLinksOf(world, repo),
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

function linksOf(url: string) {
  return {
    url,
    archive_url: `${url}/{archive_format}{/ref}`,
    assignees_url: `${url}/assignees{/user}`,
    blobs_url: `${url}/git/blobs{/sha}`,
    branches_url: `${url}/branches{/branch}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    comments_url: `${url}/comments{/number}`,
    commits_url: `${url}/commits{/sha}`,
    compare_url: `${url}/compare/{base}...{head}`,
    contents_url: `${url}/contents/{+path}`,
    contributors_url: `${url}/contributors`,
    deployments_url: `${url}/deployments`,
    downloads_url: `${url}/downloads`,
    events_url: `${url}/events`,
    forks_url: `${url}/forks`,
    git_commits_url: `${url}/git/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    hooks_url: `${url}/hooks`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    issue_events_url: `${url}/issues/events{/number}`,
    issues_url: `${url}/issues{/number}`,
    keys_url: `${url}/keys{/key_id}`,
    labels_url: `${url}/labels{/name}`,
    languages_url: `${url}/languages`,
    merges_url: `${url}/merges`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    pulls_url: `${url}/pulls{/number}`,
    releases_url: `${url}/releases{/id}`,
    stargazers_url: `${url}/stargazers`,
    statuses_url: `${url}/statuses/{sha}`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    tags_url: `${url}/tags`,
    teams_url: `${url}/teams`,
    trees_url: `${url}/git/trees{/sha}`,
  }
}

function cloneLinksOf(world: World, repo: Repo) {
  const fullName = fullNameOf(world, repo)
  return {
    clone_url: `https://github.com/${fullName}.git`,
    git_url: `git://github.com/${fullName}.git`,
    ssh_url: `git@github.com:${fullName}.git`,
    svn_url: `https://github.com/${fullName}`,
    mirror_url: null,
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
