import { Failure } from '../domain/failure.ts'
import type { Store } from '../store/index.ts'
import type { UserRecord } from '../store/users.ts'
import type { Caller } from './keys.ts'
import { modeOfOrg } from './mode-of-org.ts'
import type { Sealer } from './sealer.ts'

/** Whom a token names. */
interface Ticket {
  org: string
  user: string
}

const prefix = 'vs_user_'
const purpose = 'user token'

export interface UserTokensOptions {
  store: Pick<Store, 'users'>
  sealer: Sealer
}

/**
 * Tokens for users themselves: each reads what is its user's own, and writes nothing. They are sealed, so that nobody can make
 * one, and never expire; they go with the encryption key they were sealed with, and with their user.
 */
export function createUserTokens({ store, sealer }: UserTokensOptions) {
  function issue({ org, _id: user }: Pick<UserRecord, 'org' | '_id'>): string {
    return prefix + sealer.seal(JSON.stringify({ org, user } satisfies Ticket), purpose)
  }

  /** Throws `unauthenticated`, in the same words whatever is wrong with the token. */
  async function check(token: string): Promise<Caller> {
    const ticket = ticketIn(token)
    const user = ticket && (await store.users.find(ticket.org, ticket.user))
    if (!user || user.isBlocked) throw refused()
    const { org, website, _id } = user
    const role = 'WEBSITE_READ_ONLY_API_KEY'
    return { key: `user ${_id}`, org, mode: modeOfOrg(org), role, website, user: _id }
  }

  function ticketIn(token: string): Ticket {
    try {
      return JSON.parse(sealer.open(token.slice(prefix.length), purpose)) as Ticket
    } catch (cause) {
      throw refused(cause)
    }
  }

  return { issue, check }
}

export type UserTokens = ReturnType<typeof createUserTokens>

export function isUserToken(token: string | undefined): token is string {
  return token?.startsWith(prefix) === true
}

function refused(cause?: unknown): Failure {
  return new Failure('unauthenticated', 'a valid token is needed', { cause })
}
