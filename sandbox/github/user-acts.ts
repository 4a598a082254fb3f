import { textOf } from '../kit/people.ts'
import type { Acts } from './acts.ts'
import type { Github } from './github.ts'
import { announceRepo } from './announce.ts'
import { optionalText, userIn } from './order.ts'
import type { Order } from './order.ts'
import { findUser, fullNameOf } from './state.ts'
import type { User } from './state.ts'

export function userActs(github: Github): Acts {
  return {
    create_user: (order, now) => create(github, order, now),
    rename_user: (order, now) => rename(github, userIn(github, order, now), textOf(order, 'login')),
    delete_user: (order, now) => remove(github, userIn(github, order, now)),
    issue_ids_above: ({ id }) => issueAbove(github, id),
  }
}

/** Opens an account under a login of its own choice; `type` is User, Bot or Organization. */
function create(github: Github, order: Order, now: number) {
  const login = optionalText(order, 'login') ?? textOf(order, 'who')
  refuseTaken(github, login, github.people.find(textOf(order, 'who'))?.id)
  const user = userIn(github, order, now)
  user.login = login
  user.type = typeIn(order)
  return { id: user.id, login: user.login }
}

/** The old login is free from now on; the repositories redirect until a name is used again. */
function rename(github: Github, user: User, login: string) {
  refuseTaken(github, login, String(user.id))
  const { world } = github
  for (const repo of world.repos.values()) {
    if (repo.ownerId === user.id)
      world.redirects.set(fullNameOf(world, repo).toLowerCase(), repo.id)
  }
  user.login = login
  for (const repo of world.repos.values()) {
    if (repo.ownerId === user.id) world.redirects.delete(fullNameOf(world, repo).toLowerCase())
  }
  return { id: user.id, login }
}

/** What a deleted user made stays, and is the ghost's; repositories and stars go. */
function remove(github: Github, user: User) {
  const { world } = github
  github.tokens.revokeAll(String(user.id))
  for (const repo of world.repos.values()) {
    if (repo.ownerId === user.id) {
      announceRepo(github, repo, 'deleted')
      world.repos.delete(repo.id)
    }
    repo.stars.delete(user.id)
    repo.collaborators.delete(user.id)
    repo.letIn.delete(user.id)
  }
  user.deleted = true
  return { id: user.id }
}

/** As at an older GitHub, which has issued many ids already. */
function issueAbove({ world }: Github, id: unknown) {
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) throw new Error('"id" must be a number')
  world.nextId = Math.max(world.nextId, id)
  return { id: world.nextId }
}

function refuseTaken(github: Github, login: string, byId: string | undefined): void {
  const holder = findUser(github.world, login)
  if (holder && String(holder.id) !== byId) throw new Error(`the login ${login} is taken`)
}

function typeIn(order: Order): User['type'] {
  const type = optionalText(order, 'type') ?? 'User'
  if (type === 'User' || type === 'Bot' || type === 'Organization') return type
  throw new Error('"type" must be User, Bot or Organization')
}
