export interface User {
  id: number
  login: string
  type: 'User' | 'Bot' | 'Organization'
  createdAt: number
  deleted: boolean
}

export type Permission = 'pull' | 'triage' | 'push' | 'maintain' | 'admin'

export interface Invitation {
  id: number
  userId: number
  permission: Permission
}

export interface Pull {
  id: number
  number: number
  title: string
  userId: number
  /** The repository the change comes from: a fork, or the base repository itself. */
  headRepoId: number
  headRef: string
  baseRef: string
  createdAt: number
  updatedAt: number
  closedAt?: number | undefined
  mergedAt?: number | undefined
  mergedById?: number | undefined
}

export interface Repo {
  id: number
  ownerId: number
  name: string
  private: boolean
  archived: boolean
  defaultBranch: string
  parentId?: number
  sourceId?: number
  createdAt: number
  /** User id to the time of the star, in the order they were given. */
  stars: Map<number, number>
  collaborators: Map<number, Permission>
  /** Those whom a team or the organisation's default permission lets in, without an invitation. */
  letIn: Map<number, Permission>
  invitations: Invitation[]
  pulls: Pull[]
}

/** What search believes about a pull, written only when the index gets round to it. */
export interface IndexedPull {
  repoId: number
  pull: Pull
}

export interface World {
  users: Map<number, User>
  repos: Map<number, Repo>
  /** A former `owner/name` in lower case to the repository that had it. */
  redirects: Map<string, number>
  /** Pull id to what search last saw of it, and to what it will see and when. */
  indexed: Map<number, IndexedPull>
  unindexed: Map<number, IndexedPull & { dueAt: number }>
  indexLagSeconds: number
  indexIncomplete: boolean
  nextId: number
}

/** GitHub shows the work of a deleted account under this one; that its API does so too is not confirmed. */
export const GHOST_ID = 10137

export function createWorld(): World {
  const ghost: User = { id: GHOST_ID, login: 'ghost', type: 'User', createdAt: 0, deleted: false }
  return {
    users: new Map([[ghost.id, ghost]]),
    repos: new Map(),
    redirects: new Map(),
    indexed: new Map(),
    unindexed: new Map(),
    indexLagSeconds: 30,
    indexIncomplete: false,
    nextId: 583231,
  }
}

/** Ids are issued in order and, as at GitHub, never twice. */
export function issueId(world: World): number {
  world.nextId += 7
  return world.nextId
}

export function findUser(world: World, login: string): User | undefined {
  const wanted = login.toLowerCase()
  return [...world.users.values()].find(
    (user) => !user.deleted && user.login.toLowerCase() === wanted,
  )
}

export function userOf(world: World, id: number): User {
  const user = world.users.get(id)
  return user && !user.deleted ? user : must(world.users.get(GHOST_ID), 'the ghost')
}

export function fullNameOf(world: World, repo: Repo): string {
  return `${userOf(world, repo.ownerId).login}/${repo.name}`
}

/** The repository that bears this name now. Former names are `redirects`. */
export function findRepo(world: World, fullName: string): Repo | undefined {
  const wanted = fullName.toLowerCase()
  return [...world.repos.values()].find((repo) => fullNameOf(world, repo).toLowerCase() === wanted)
}

export function permissionOf(repo: Repo, userId: number | undefined): Permission | undefined {
  if (userId === undefined) return undefined
  if (repo.ownerId === userId) return 'admin'
  return repo.collaborators.get(userId) ?? repo.letIn.get(userId)
}

export function maySee(repo: Repo, userId: number | undefined): boolean {
  return !repo.private || permissionOf(repo, userId) !== undefined
}

export function mayPush(repo: Repo, userId: number | undefined): boolean {
  const permission = permissionOf(repo, userId)
  return permission === 'push' || permission === 'maintain' || permission === 'admin'
}

export function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`no such thing in the sandbox's GitHub: ${what}`)
  return value
}
