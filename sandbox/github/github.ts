import { createPeople } from '../kit/people.ts'
import type { People } from '../kit/people.ts'
import { createTokens } from '../kit/tokens.ts'
import type { Tokens } from '../kit/tokens.ts'
import { createHooks } from './hooks.ts'
import type { Hooks } from './hooks.ts'
import { createLimits } from './limits.ts'
import type { Limits } from './limits.ts'
import { createOauth } from './oauth-state.ts'
import type { OauthState } from './oauth-state.ts'
import { createWorld, findUser, issueId } from './state.ts'
import type { World } from './state.ts'

/** The user id as text, as the kit keeps accounts. */
export interface Account {
  id: string
}

/** All that this GitHub knows. One object, so that a reset reaches every route and act. */
export interface Github {
  world: World
  people: People<Account>
  tokens: Tokens
  limits: Limits
  hooks: Hooks
  oauth: OauthState
}

export function createParts(): Github {
  const world = createWorld()
  const people = createPeople((who, now) => openAccount(world, who, now))
  const limits = createLimits()
  return {
    world,
    people,
    tokens: createTokens('gho_'),
    limits,
    hooks: createHooks(),
    oauth: createOauth(),
  }
}

function openAccount(world: World, who: string, createdAt: number): Account {
  const id = issueId(world)
  const login = findUser(world, who) ? `${who}-${id}` : who
  world.users.set(id, { id, login, type: 'User', createdAt, deleted: false })
  return { id: String(id) }
}
