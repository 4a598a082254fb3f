import { randomInt } from 'node:crypto'
import { createOauth } from '../github/oauth-state.ts'
import type { OauthState } from '../github/oauth-state.ts'
import { createPeople } from '../kit/people.ts'
import type { People } from '../kit/people.ts'
import { createSnowflakes } from '../kit/snowflake.ts'
import { createTokens } from '../kit/tokens.ts'
import type { Tokens } from '../kit/tokens.ts'
import { createBuckets } from './buckets.ts'
import type { Buckets } from './buckets.ts'
import { createGateway } from './gateway.ts'
import type { Gateway } from './gateway.ts'
import { createWorld } from './state.ts'
import type { User, World } from './state.ts'

/** All that this Discord knows. One object, so that a reset reaches every route and act. */
export interface Discord {
  world: World
  people: People<User>
  /** Of users, by OAuth. */
  tokens: Tokens
  /** Of the application's bot. */
  botTokens: Tokens
  buckets: Buckets
  oauth: OauthState
  gateway: Gateway
  nextId(now: number): string
}

/** The person whose account is the application's own bot. */
export const BOT = 'bot'

/** https://docs.discord.com/developers/reference#snowflakes */
export const EPOCH_MS = 1420070400000

export function createParts(): Discord {
  const world = createWorld()
  const ids = createSnowflakes(EPOCH_MS)
  const people = createPeople((who, now) => openUser(world, who, ids.next(now)))
  const botTokens = createTokens('MTsandbox.')
  return {
    world,
    people,
    tokens: createTokens(''),
    botTokens,
    buckets: createBuckets(),
    oauth: createOauth(() => ids.next(EPOCH_MS + randomInt(1e9))),
    gateway: createGateway(world, botTokens),
    nextId: (now) => ids.next(now),
  }
}

function openUser(world: World, who: string, id: string): User {
  const facts = { isBot: who === BOT, email: `${who}@example.com`, isVerified: true }
  const user: User = { id, username: who, ...facts, connections: [] }
  world.users.set(id, user)
  return user
}
