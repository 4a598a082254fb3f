import { textOf } from '../kit/people.ts'
import type { Acts } from './acts.ts'
import { announceFork, announceRepo, announceStar } from './announce.ts'
import type { Github } from './github.ts'
import { optionalText, repoIn, userIn } from './order.ts'
import type { Order } from './order.ts'
import { findRepo, fullNameOf, issueId, userOf } from './state.ts'
import type { Repo, World } from './state.ts'

export function repoActs(github: Github): Acts {
  return {
    create_repo: (order, now) => create(github, order, now),
    delete_repo: (order) => remove(github, repoIn(github, order)),
    rename_repo: (order) => rename(github, repoIn(github, order), textOf(order, 'name')),
    transfer_repo: (order, now) => transfer(github, order, now),
    set_private: (order) => setPrivate(repoIn(github, order), order.private !== false),
    default_branch: (order) => {
      repoIn(github, order).defaultBranch = textOf(order, 'branch')
    },
    archive_repo: (order) => void (repoIn(github, order).archived = true),
    fork: (order, now) => fork(github, order, now),
    star: (order, now) => star(github, order, now),
    unstar: (order, now) => unstar(github, order, now),
  }
}

function create(github: Github, order: Order, now: number) {
  const { world } = github
  const repo = blankRepo(world, userIn(github, order, now).id, textOf(order, 'name'), now)
  repo.private = order.private === true
  repo.defaultBranch = optionalText(order, 'default_branch') ?? 'main'
  return named(world, addRepo(world, repo))
}

/** A person's copy; the copy's own forks have it as parent and the first one as source. */
export function addFork(github: Github, parent: Repo, ownerId: number, name: string, now: number) {
  const { world } = github
  const copy = blankRepo(world, ownerId, name, now)
  copy.private = parent.private
  copy.defaultBranch = parent.defaultBranch
  copy.parentId = parent.id
  copy.sourceId = parent.sourceId ?? parent.id
  addRepo(world, copy)
  announceFork(github, parent, copy)
  return copy
}

function fork(github: Github, order: Order, now: number) {
  const parent = repoIn(github, order)
  const name = optionalText(order, 'name') ?? parent.name
  const copy = addFork(github, parent, userIn(github, order, now).id, name, now)
  return named(github.world, copy)
}

function star(github: Github, order: Order, now: number) {
  const [repo, user] = [repoIn(github, order), userIn(github, order, now)]
  if (repo.stars.has(user.id)) return {}
  repo.stars.set(user.id, now)
  announceStar(github, repo, user, 'created', now)
  return { user: user.id, repo: repo.id }
}

function unstar(github: Github, order: Order, now: number) {
  const [repo, user] = [repoIn(github, order), userIn(github, order, now)]
  if (repo.stars.delete(user.id)) announceStar(github, repo, user, 'deleted', now)
  return { user: user.id, repo: repo.id }
}

function remove(github: Github, repo: Repo) {
  announceRepo(github, repo, 'deleted')
  github.world.repos.delete(repo.id)
  return { id: repo.id }
}

function rename(github: Github, repo: Repo, name: string) {
  moveTo(github.world, repo, { name })
  announceRepo(github, repo, 'renamed')
  return named(github.world, repo)
}

function transfer(github: Github, order: Order, now: number) {
  const repo = repoIn(github, order)
  moveTo(github.world, repo, { ownerId: userIn(github, order, now, 'to').id })
  announceRepo(github, repo, 'transferred')
  return named(github.world, repo)
}

/** Going private costs a repository its stars. */
function setPrivate(repo: Repo, isPrivate: boolean) {
  repo.private = isPrivate
  if (isPrivate) repo.stars.clear()
  return { private: isPrivate }
}

function moveTo(world: World, repo: Repo, change: Partial<Pick<Repo, 'name' | 'ownerId'>>): void {
  const before = fullNameOf(world, repo)
  const after = `${userOf(world, change.ownerId ?? repo.ownerId).login}/${change.name ?? repo.name}`
  if (findRepo(world, after)) throw new Error(`${after} is taken`)
  Object.assign(repo, change)
  world.redirects.set(before.toLowerCase(), repo.id)
  world.redirects.delete(after.toLowerCase())
}

/** A new repository of a former name takes the redirect's place. */
function addRepo(world: World, repo: Repo): Repo {
  const name = fullNameOf(world, repo)
  if (findRepo(world, name)) throw new Error(`${name} is taken`)
  world.redirects.delete(name.toLowerCase())
  world.repos.set(repo.id, repo)
  return repo
}

function blankRepo(world: World, ownerId: number, name: string, createdAt: number): Repo {
  const members = { stars: new Map(), collaborators: new Map(), letIn: new Map(), invitations: [] }
  const facts = { private: false, archived: false, defaultBranch: 'main', createdAt }
  return { id: issueId(world), ownerId, name, ...facts, ...members, pulls: [] }
}

function named(world: World, repo: Repo) {
  return { id: repo.id, full_name: fullNameOf(world, repo) }
}
