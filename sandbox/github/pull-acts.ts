import type { Acts } from './acts.ts'
import { announcePull } from './announce.ts'
import type { Github } from './github.ts'
import { optionalText, pullIn, repoIn, userIn } from './order.ts'
import type { Order } from './order.ts'
import { addFork } from './repo-acts.ts'
import { noteChange, settleIndex } from './search-index.ts'
import { issueId, mayPush } from './state.ts'
import type { Pull, Repo } from './state.ts'

export function pullActs(github: Github): Acts {
  return {
    open_pr: (order, now) => open(github, order, now),
    merge_pr: (order, now) => merge(github, order, now),
    close_pr: (order, now) => close(github, order, now),
    revert_pr: (order, now) => revert(github, order, now),
    index_now: () => settleIndex(github.world, Infinity),
    index_lag: (order) => {
      if (typeof order.seconds === 'number') github.world.indexLagSeconds = order.seconds
      github.world.indexIncomplete = order.incomplete === true
    },
  }
}

/**
 * `who` proposes a change to `repo`: from `head` (a repository) and `head_branch` into `base`, by
 * default the default branch. Without `head` it comes from the repository itself if `who` may push
 * there, and else from `who`'s fork, which is made if there is none.
 */
function open(github: Github, order: Order, now: number) {
  const repo = repoIn(github, order)
  const userId = userIn(github, order, now).id
  const head =
    order.head === undefined ? headFor(github, repo, userId, now) : repoIn(github, order, 'head')
  const pull = addPull(github, repo, {
    title: optionalText(order, 'title') ?? 'Change a line',
    userId,
    headRepoId: head.id,
    headRef: optionalText(order, 'head_branch') ?? 'patch-1',
    baseRef: optionalText(order, 'base') ?? repo.defaultBranch,
    createdAt: now,
    updatedAt: now,
  })
  return { id: pull.id, number: pull.number }
}

/** `by` merges, by default the owner. */
function merge(github: Github, order: Order, now: number) {
  const { repo, pull } = pullIn(github, order)
  refuseClosed(pull)
  const mergedById = order.by === undefined ? repo.ownerId : userIn(github, order, now, 'by').id
  Object.assign(pull, { mergedAt: now, closedAt: now, updatedAt: now, mergedById })
  changed(github, repo, pull, 'closed', now)
  return { id: pull.id, number: pull.number }
}

function close(github: Github, order: Order, now: number) {
  const { repo, pull } = pullIn(github, order)
  refuseClosed(pull)
  Object.assign(pull, { closedAt: now, updatedAt: now })
  changed(github, repo, pull, 'closed', now)
  return { id: pull.id, number: pull.number }
}

/** A revert is a merged pull request of its own, by `who`; the one it undoes stays merged. */
function revert(github: Github, order: Order, now: number) {
  const { repo, pull } = pullIn(github, order)
  const userId = order.who === undefined ? repo.ownerId : userIn(github, order, now).id
  const undoing = addPull(github, repo, {
    ...pull,
    title: `Revert "${pull.title}"`,
    userId,
    headRepoId: repo.id,
    headRef: `revert-${pull.number}-${pull.headRef}`,
    createdAt: now,
    updatedAt: now,
    closedAt: now,
    mergedAt: now,
    mergedById: userId,
  })
  return { id: undoing.id, number: undoing.number }
}

function addPull(github: Github, repo: Repo, facts: Omit<Pull, 'id' | 'number'>): Pull {
  const pull = { ...facts, id: issueId(github.world), number: repo.pulls.length + 1 }
  repo.pulls.push(pull)
  changed(github, repo, pull, pull.mergedAt === undefined ? 'opened' : 'closed', facts.createdAt)
  return pull
}

function changed(github: Github, repo: Repo, pull: Pull, action: string, now: number): void {
  noteChange(github.world, repo, pull, now)
  announcePull(github, repo, pull, action)
}

function headFor(github: Github, repo: Repo, userId: number, now: number): Repo {
  if (mayPush(repo, userId)) return repo
  const repos = [...github.world.repos.values()]
  const mine = repos.find((each) => each.ownerId === userId && each.parentId === repo.id)
  return mine ?? addFork(github, repo, userId, repo.name, now)
}

function refuseClosed(pull: Pull): void {
  if (pull.closedAt !== undefined) throw new Error(`pull request ${pull.number} is closed already`)
}
