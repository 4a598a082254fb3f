import type { VendorAnswer, VendorRequest } from '../kit/vendor.ts'
import { refusal } from './answers.ts'
import type { Github } from './github.ts'
import { findRepo, maySee, mayPush } from './state.ts'
import type { Repo } from './state.ts'

/** Who asks. Nobody has no id; a token that is not alive never gets this far. */
export interface Viewer {
  userId?: number
  scopes: readonly string[]
}

export function bearerOf(request: VendorRequest): string | undefined {
  return /^(?:Bearer|token)\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
}

export function viewerOf(github: Github, request: VendorRequest): Viewer {
  const bearer = bearerOf(request)
  const token = bearer === undefined ? undefined : github.tokens.find(bearer, request.now)
  if (!token) return { scopes: [] }
  return { userId: Number(token.accountId), scopes: token.scopes }
}

/** The 401 of a token that is unknown, expired or revoked; nothing for nobody, who may read. */
export function badCredentials(github: Github, request: VendorRequest): VendorAnswer | undefined {
  if (request.headers.authorization === undefined) return undefined
  const bearer = bearerOf(request)
  const isAlive = bearer !== undefined && github.tokens.find(bearer, request.now) !== undefined
  return isAlive ? undefined : refusal(401, 'Bad credentials')
}

export function requiresAuthentication(): VendorAnswer {
  return refusal(401, 'Requires authentication')
}

/**
 * Whether a token may do what the fine-grained permission names. Scopes written `starring=read` are
 * those of a fine-grained token or an app, which may do nothing else; classic scopes do not touch it.
 */
export function isPermitted(viewer: Viewer, permission: string): boolean {
  const isFineGrained = viewer.scopes.some((scope) => scope.includes('='))
  if (!isFineGrained) return true
  return (
    viewer.scopes.includes(`${permission}=read`) || viewer.scopes.includes(`${permission}=write`)
  )
}

export function notPermitted(): VendorAnswer {
  return refusal(403, 'Resource not accessible by integration')
}

/** Private repositories answer only to a token that was granted them and an account that is let in. */
export function isVisible(repo: Repo, viewer: Viewer): boolean {
  if (!repo.private) return true
  const isFineGrained = viewer.scopes.some((scope) => scope.includes('='))
  return (isFineGrained || viewer.scopes.includes('repo')) && maySee(repo, viewer.userId)
}

export function mayPushWith(repo: Repo, viewer: Viewer): boolean {
  const isGranted = repo.private
    ? isVisible(repo, viewer)
    : viewer.scopes.some((scope) => /^(repo|public_repo)$|=/.test(scope))
  return isGranted && mayPush(repo, viewer.userId)
}

/** The repository a path names: found, moved (its id), or neither, which is how a private one looks. */
export function repoAt(
  github: Github,
  request: VendorRequest,
  viewer: Viewer,
): { repo?: Repo; movedTo?: number } {
  const { world } = github
  const { id, owner, repo: name } = request.params
  const wanted = `${owner}/${name}`
  const now = id === undefined ? findRepo(world, wanted) : world.repos.get(Number(id))
  if (now) return isVisible(now, viewer) ? { repo: now } : {}
  const moved = world.repos.get(world.redirects.get(wanted.toLowerCase()) ?? -1)
  return moved && isVisible(moved, viewer) ? { movedTo: moved.id } : {}
}
