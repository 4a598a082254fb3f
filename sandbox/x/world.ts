import type { ReferencedTweetV2, UserV2 } from 'twitter-api-v2'
import { createPeople } from '../kit/people.ts'
import { createSnowflakes } from '../kit/snowflake.ts'
import { createTokens } from '../kit/tokens.ts'

/** From when, and until when, something is there: reads look at one moment of it. */
export interface Spell {
  at: number
  goneAt?: number
}

export interface XAccount {
  id: string
  handle: string
  formerHandles: string[]
  name: string
  description: string
  createdAt: number
  isProtected: boolean
  isSuspended: boolean
  isDeactivated: boolean
  verifiedType: NonNullable<UserV2['verified_type']>
  /** Overrides the count of follow edges. */
  followersCount?: number
}

export interface XPost extends Spell {
  id: string
  authorId: string
  text: string
  /** The id of the thread's head, whichever post of the thread was replied to. */
  conversationId: string
  references: ReferencedTweetV2[]
  inReplyToUserId?: string
  mediaKeys: string[]
  /** The ids of all versions, oldest first; one array shared by all of them. */
  versions: string[]
  isHidden: boolean
  impressions: number
}

/** A like (account to post), a follow or a request to follow (account to account). */
export interface XEdge extends Spell {
  id: string
  from: string
  to: string
}

const epoch = 1_288_834_974_657

export function createWorld() {
  const ids = createSnowflakes(epoch)
  const people = createPeople((who, now) => openAccount(who, ids.next(now), now))
  const world = {
    ids,
    people,
    tokens: createTokens('x-'),
    posts: new Map<string, XPost>(),
    likes: [] as XEdge[],
    follows: [] as XEdge[],
    requests: [] as XEdge[],
    ...settings(),

    reset(): void {
      for (const part of [people, world.tokens, world.posts]) part.clear()
      Object.assign(world, { likes: [], follows: [], requests: [] }, settings())
      ids.reset()
    },
  }
  return world
}

export type World = ReturnType<typeof createWorld>

export function isThere({ at, goneAt = Infinity }: Spell, moment: number): boolean {
  return at <= moment && moment < goneAt
}

// What the door can change of the vendor itself.
function settings() {
  return {
    isEnrolled: true,
    /** Who sits at the browser that the authorize page answers, and whether that person consents. */
    browser: undefined as { who: string; isWilling: boolean } | undefined,
    /** Search finds a post so late, and a deleted one so much longer. */
    indexSeconds: 5,
    unindexSeconds: 60,
  }
}

function openAccount(who: string, id: string, now: number): XAccount {
  return {
    id,
    handle: who.replace(/\W/g, '_').slice(0, 15),
    formerHandles: [],
    name: who,
    description: '',
    createdAt: now,
    isProtected: false,
    isSuspended: false,
    isDeactivated: false,
    verifiedType: 'none',
  }
}
