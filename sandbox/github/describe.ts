import type { Github } from './github.ts'
import { fullNameOf, userOf } from './state.ts'
import type { Repo, World } from './state.ts'

/** The whole state, as the control door shows it: no secrets. */
export function describe({ world, people, tokens, hooks }: Github) {
  return {
    people: Object.fromEntries(people.entries().map(([who, { id }]) => [who, Number(id)])),
    users: [...world.users.values()],
    repos: [...world.repos.values()].map((repo) => describeRepo(world, repo)),
    redirects: Object.fromEntries(world.redirects),
    tokens: tokens.list(),
    search: { indexed: [...world.indexed.keys()], waiting: [...world.unindexed.keys()] },
    hooks: hooks.hooks.map(({ id, url, events, isHeld }) => ({ id, url, events, isHeld })),
    deliveries: hooks.deliveries,
  }
}

function describeRepo(world: World, repo: Repo) {
  const loginOf = (id: number) => userOf(world, id).login
  const logins = <T>(map: Map<number, T>) =>
    Object.fromEntries([...map].map(([id, value]) => [loginOf(id), value]))
  return {
    ...repo,
    full_name: fullNameOf(world, repo),
    stars: logins(repo.stars),
    collaborators: logins(repo.collaborators),
    letIn: logins(repo.letIn),
  }
}
