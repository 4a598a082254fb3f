import type { components } from '@octokit/openapi-types'
import type { VendorAnswer, VendorRequest, VendorRoute } from '../kit/vendor.ts'
import { mayPushWith, requiresAuthentication } from './access.ts'
import type { Viewer } from './access.ts'
import { NO_CONTENT, apiOf, page, refusal } from './answers.ts'
import type { Github } from './github.ts'
import { permissionsOf } from './repo-json.ts'
import { atRepo, pathById } from './repo-routes.ts'
import { findUser, permissionOf, userOf } from './state.ts'
import type { Repo } from './state.ts'
import { simpleUser } from './user-json.ts'

/** https://docs.github.com/rest/collaborators/collaborators */
export function collaboratorRoutes(github: Github): VendorRoute[] {
  return [
    ...atRepo(github, '/collaborators', collaborators),
    ...atRepo(github, '/collaborators/:login', isCollaborator),
  ]
}

/**
 * 204 for everybody with access: who accepted an invitation, and whom a team or the organisation's
 * default lets in. An invitation that is still open is a 404, and this 404 alone has no body.
 */
function isCollaborator({ world }: Github, request: VendorRequest, repo: Repo, viewer: Viewer) {
  const refused = refusedToList(repo, viewer)
  if (refused) return refused
  const user = findUser(world, request.params.login ?? '')
  return permissionOf(repo, user?.id) ? NO_CONTENT : { status: 404 }
}

/** The list tells those who were invited (`affiliation=direct`) from all who have access. */
function collaborators({ world }: Github, request: VendorRequest, repo: Repo, viewer: Viewer) {
  const refused = refusedToList(repo, viewer)
  if (refused) return refused
  const isDirect = request.query.get('affiliation') === 'direct'
  const ids = [repo.ownerId, ...repo.collaborators.keys(), ...(isDirect ? [] : repo.letIn.keys())]
  const people = [...new Set(ids)]
    .map((id) => userOf(world, id))
    .filter((user) => user.type === 'User')
  return page(request, pathById(request, repo), people, (user): Collaborator => {
    const permission = permissionOf(repo, user.id) ?? 'pull'
    const shown = simpleUser(user, apiOf(request))
    return { ...shown, permissions: permissionsOf(permission), role_name: ROLES[permission] }
  })
}

type Collaborator = components['schemas']['collaborator']

const ROLES = {
  pull: 'read',
  triage: 'triage',
  push: 'write',
  maintain: 'maintain',
  admin: 'admin',
}

function refusedToList(repo: Repo, viewer: Viewer): VendorAnswer | undefined {
  if (viewer.userId === undefined) return requiresAuthentication()
  if (mayPushWith(repo, viewer)) return undefined
  return refusal(403, 'Must have push access to view collaborators.')
}
