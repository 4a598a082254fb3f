import { createHash } from 'node:crypto'
import type { components } from '@octokit/openapi-types'
import { repository } from './repo-json.ts'
import type { Repository } from './repo-json.ts'
import { fullNameOf, permissionOf, userOf } from './state.ts'
import type { Pull, Repo, World } from './state.ts'
import { iso, nodeId, simpleUser } from './user-json.ts'

type Schemas = components['schemas']

/** The published type forgets that the repository of the head may be gone. */
type HeadOf<T extends { head: object }> = Omit<T, 'head'> & {
  head: Omit<Schemas['pull-request-simple']['head'], 'repo'> & { repo: Repository | null }
}

export type PullItem = HeadOf<Schemas['pull-request-simple']> &
  Pick<Schemas['pull-request'], 'state' | 'user' | 'base'>
export type PullDetail = HeadOf<Schemas['pull-request']>

/** A pull request in a list: no `merged`, no `merged_by`; whether it was merged is `merged_at`. */
export function pullItem(world: World, repo: Repo, pull: Pull, api: string): PullItem {
  const author = userOf(world, pull.userId)
  return {
    ...pullLinks(world, repo, pull, api),
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    number: pull.number,
    state: pull.closedAt === undefined ? 'open' : 'closed',
    locked: false,
    title: pull.title,
    user: simpleUser(author, api),
    body: null,
    labels: [],
    milestone: null,
    active_lock_reason: null,
    created_at: iso(pull.createdAt),
    updated_at: iso(pull.updatedAt),
    closed_at: timeOrNull(pull.closedAt),
    merged_at: timeOrNull(pull.mergedAt),
    merge_commit_sha: pull.mergedAt === undefined ? null : shaOf(pull, 'merge'),
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: headOf(world, pull, api),
    base: sideOf(world, repo, pull.baseRef, shaOf(pull, 'base'), api),
    author_association: associationOf(repo, pull),
    auto_merge: null,
    draft: false,
  }
}

/** One pull request by its number. `mergeable` is null while GitHub is still working it out. */
export function pullDetail(world: World, repo: Repo, pull: Pull, api: string): PullDetail {
  const mergedBy = pull.mergedById === undefined ? null : userOf(world, pull.mergedById)
  return {
    ...pullItem(world, repo, pull, api),
    merged: pull.mergedAt !== undefined,
    merged_by: mergedBy && simpleUser(mergedBy, api),
    mergeable: pull.closedAt === undefined ? true : null,
    mergeable_state: pull.closedAt === undefined ? 'clean' : 'unknown',
    rebaseable: null,
    maintainer_can_modify: false,
    comments: 0,
    review_comments: 0,
    commits: 1,
    additions: 1,
    deletions: 0,
    changed_files: 1,
  }
}

export function associationOf(repo: Repo, pull: Pull): Schemas['author-association'] {
  if (repo.ownerId === pull.userId) return 'OWNER'
  if (repo.collaborators.has(pull.userId)) return 'COLLABORATOR'
  if (permissionOf(repo, pull.userId)) return 'MEMBER'
  const merged = repo.pulls.some((each) => each.userId === pull.userId && each.mergedAt)
  return merged ? 'CONTRIBUTOR' : 'NONE'
}

function headOf(world: World, pull: Pull, api: string): PullItem['head'] {
  const repo = world.repos.get(pull.headRepoId)
  const sha = shaOf(pull, 'head')
  if (repo) return sideOf(world, repo, pull.headRef, sha, api)
  const author = simpleUser(userOf(world, pull.userId), api)
  const label = `unknown repository:${pull.headRef}`
  return { label, ref: pull.headRef, sha, user: author, repo: null }
}

function sideOf(world: World, repo: Repo, ref: string, sha: string, api: string) {
  const owner = simpleUser(userOf(world, repo.ownerId), api)
  const label = `${owner.login}:${ref}`
  return { label, ref, sha, user: owner, repo: repository(world, repo, api) }
}

function pullLinks(world: World, repo: Repo, pull: Pull, api: string) {
  const home = `${api}/repos/${fullNameOf(world, repo)}`
  const url = `${home}/pulls/${pull.number}`
  const html = `https://github.com/${fullNameOf(world, repo)}/pull/${pull.number}`
  const links = {
    issue_url: `${home}/issues/${pull.number}`,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${home}/pulls/comments{/number}`,
    comments_url: `${home}/issues/${pull.number}/comments`,
    statuses_url: `${home}/statuses/${shaOf(pull, 'head')}`,
  }
  const paths = { html_url: html, diff_url: `${html}.diff`, patch_url: `${html}.patch` }
  return { url, ...paths, ...links, _links: hrefsOf(url, html, links) }
}

function hrefsOf(url: string, html: string, links: Record<string, string>) {
  const href = (name: string) => ({ href: links[name] ?? url })
  return {
    self: { href: url },
    html: { href: html },
    issue: href('issue_url'),
    comments: href('comments_url'),
    review_comments: href('review_comments_url'),
    review_comment: href('review_comment_url'),
    commits: href('commits_url'),
    statuses: href('statuses_url'),
  }
}

function shaOf(pull: Pull, side: string): string {
  return createHash('sha1').update(`${pull.id}:${side}`).digest('hex')
}

function timeOrNull(time: number | undefined): string | null {
  return time === undefined ? null : iso(time)
}
