import { textOf } from '../kit/people.ts'
import type { Github } from './github.ts'
import { findRepo, must } from './state.ts'
import type { Pull, Repo, User } from './state.ts'

/** An order at the control door, as it came. */
export type Order = Record<string, unknown>

/** The user of a person, `who` unless another field names it; opened at the first mention. */
export function userIn(github: Github, order: Order, now: number, field = 'who'): User {
  const { id } = github.people.of(textOf(order, field), now)
  return must(github.world.users.get(Number(id)), textOf(order, field))
}

/** `repo` is `owner/name` or the id. */
export function repoIn(github: Github, order: Order, field = 'repo'): Repo {
  const { world } = github
  const named = order[field]
  if (typeof named === 'number') return must(world.repos.get(named), `repository ${named}`)
  const name = textOf(order, field)
  return must(findRepo(world, name), name)
}

export function pullIn(github: Github, order: Order): { repo: Repo; pull: Pull } {
  const repo = repoIn(github, order)
  const pull = repo.pulls.find((each) => each.number === order.number)
  return { repo, pull: must(pull, `pull request ${JSON.stringify(order.number)}`) }
}

/** An optional text; anything else is refused, so that a slip in a test does not pass unseen. */
export function optionalText(order: Order, field: string): string | undefined {
  return order[field] === undefined ? undefined : textOf(order, field)
}

export function textsIn(order: Order, field: string): string[] | undefined {
  const value = order[field]
  if (value === undefined) return undefined
  if (Array.isArray(value) && value.every((each) => typeof each === 'string')) return value
  throw new Error(`"${field}" must be a list of strings`)
}
