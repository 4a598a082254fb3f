import type { Acts } from './acts.ts'
import { announceMember } from './announce.ts'
import type { Github } from './github.ts'
import { optionalText, repoIn, userIn } from './order.ts'
import type { Order } from './order.ts'
import { issueId, must } from './state.ts'
import type { Permission } from './state.ts'

export function memberActs(github: Github): Acts {
  return {
    invite: (order, now) => invite(github, order, now),
    accept: (order, now) => accept(github, order, now),
    let_in: (order, now) => {
      repoIn(github, order).letIn.set(userIn(github, order, now).id, permissionIn(order, 'pull'))
    },
    remove_collaborator: (order, now) => remove(github, order, now),
  }
}

/** An invitation is not yet access: `who` has to `accept`. */
function invite(github: Github, order: Order, now: number) {
  const repo = repoIn(github, order)
  const userId = userIn(github, order, now).id
  const invitation = { id: issueId(github.world), userId, permission: permissionIn(order, 'push') }
  repo.invitations.push(invitation)
  return { id: invitation.id }
}

function accept(github: Github, order: Order, now: number) {
  const repo = repoIn(github, order)
  const user = userIn(github, order, now)
  const mine = repo.invitations.find(({ userId }) => userId === user.id)
  const { permission } = must(mine, `an invitation of ${user.login}`)
  repo.invitations = repo.invitations.filter(({ userId }) => userId !== user.id)
  repo.collaborators.set(user.id, permission)
  announceMember(github, repo, user, 'added')
  return { permission }
}

function remove(github: Github, order: Order, now: number) {
  const repo = repoIn(github, order)
  const user = userIn(github, order, now)
  repo.invitations = repo.invitations.filter(({ userId }) => userId !== user.id)
  repo.letIn.delete(user.id)
  if (repo.collaborators.delete(user.id)) announceMember(github, repo, user, 'removed')
}

const PERMISSIONS: readonly Permission[] = ['pull', 'triage', 'push', 'maintain', 'admin']

function permissionIn(order: Order, otherwise: Permission): Permission {
  const named = optionalText(order, 'permission') ?? otherwise
  return must(
    PERMISSIONS.find((each) => each === named),
    `the permission ${named}`,
  )
}
