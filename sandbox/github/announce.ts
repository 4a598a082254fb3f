import type { Github } from './github.ts'
import { pullDetail } from './pull-json.ts'
import { minimalRepository, repository } from './repo-json.ts'
import { userOf } from './state.ts'
import type { Pull, Repo, User } from './state.ts'
import { iso, simpleUser } from './user-json.ts'

const API = 'https://api.github.com'

/** https://docs.github.com/webhooks/webhook-events-and-payloads#pull_request */
export function announcePull(github: Github, repo: Repo, pull: Pull, action: string) {
  const detail = pullDetail(github.world, repo, pull, API)
  const sender = pull.mergedById ?? pull.userId
  const payload = { number: pull.number, pull_request: detail, ...about(github, repo, sender) }
  github.hooks.announce('pull_request', action, payload)
}

export function announceStar(github: Github, repo: Repo, user: User, action: string, now: number) {
  const starred_at = action === 'created' ? iso(now) : null
  github.hooks.announce('star', action, { starred_at, ...about(github, repo, user.id) })
}

export function announceFork(github: Github, repo: Repo, copy: Repo) {
  const forkee = minimalRepository(github.world, copy, API)
  // This event alone has no action; an empty one is left out of the body.
  github.hooks.announce('fork', '', { forkee, ...about(github, repo, copy.ownerId) })
}

export function announceMember(github: Github, repo: Repo, user: User, action: string) {
  const member = simpleUser(user, API)
  github.hooks.announce('member', action, { member, ...about(github, repo, repo.ownerId) })
}

export function announceRepo(github: Github, repo: Repo, action: string) {
  github.hooks.announce('repository', action, about(github, repo, repo.ownerId))
}

function about({ world }: Github, repo: Repo, senderId: number) {
  return {
    repository: repository(world, repo, API),
    sender: simpleUser(userOf(world, senderId), API),
  }
}
