import { createHash, randomBytes } from 'node:crypto'
import { Failure } from '../domain/failure.ts'
import type { Store } from '../store/index.ts'
import { believed } from './believed.ts'
import type { Caller, Keys } from './keys.ts'

export interface SessionsOptions {
  store: Pick<Store, 'sessions'>
  keys: Pick<Keys, 'callerOf'>
  now: () => Date
  /** For how long a session that was read is believed; one that was ended elsewhere is over after it. */
  believedMs?: number
}

/** What opens a session, or is one: told once, here, and stored as a hash. */
export interface Token {
  token: string
  expiresAt: Date
}

const sessionMs = 12 * 3_600_000
const linkMs = 10 * 60_000

/** People at browsers: signed in with an API key, or by a link that somebody made with one. */
export function createSessions({ store, keys, now, believedMs = 5_000 }: SessionsOptions) {
  const ended = new Set<string>()
  const known = believed(believedMs, now, async (id) => store.sessions.find(id))

  /** Signs somebody in as a key, for 12 hours. */
  async function open(key: string): Promise<Token> {
    const made = newToken(sessionMs)
    await store.sessions.create(recordOf(made, key))
    return made
  }

  /** Who a session is. Throws `unauthenticated` when it is over, or its key is. */
  async function check(token: string): Promise<Caller> {
    const id = hashOf(token)
    const record = ended.has(id) ? null : await known(id)
    if (!record || record.expiresAt <= now()) throw over()
    const caller = await keys.callerOf(record.key)
    return { ...caller, session: { expiresAt: record.expiresAt } }
  }

  /** Ends a session; what is over stays over. */
  async function end(token: string): Promise<void> {
    const id = hashOf(token)
    if (ended.size >= mostEnded) ended.clear()
    ended.add(id)
    await store.sessions.end(id)
  }

  /** Makes what signs somebody in as a key: once, within 10 minutes. */
  async function invite(key: string): Promise<Token> {
    const made = newToken(linkMs)
    await store.sessions.createLink(recordOf(made, key))
    return made
  }

  /** Signs in who brings what `invite` made. Undefined if it was used before, is too old, or its key is over. */
  async function accept(token: string): Promise<Token | undefined> {
    const link = await store.sessions.spendLink(hashOf(token))
    if (!link || link.expiresAt <= now()) return undefined
    return (await isGood(link.key)) ? open(link.key) : undefined
  }

  async function isGood(key: string): Promise<boolean> {
    try {
      await keys.callerOf(key)
      return true
    } catch (error) {
      if (error instanceof Failure && error.code === 'unauthenticated') return false
      throw error
    }
  }

  function newToken(ms: number): Token {
    return {
      token: randomBytes(32).toString('base64url'),
      expiresAt: new Date(now().getTime() + ms),
    }
  }

  function recordOf({ token, expiresAt }: Token, key: string) {
    return { _id: hashOf(token), key, createdAt: now(), expiresAt }
  }

  return { open, check, end, invite, accept }
}

export type Sessions = ReturnType<typeof createSessions>

const mostEnded = 10_000

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function over(): Failure {
  return new Failure('unauthenticated', 'the session is over: sign in again')
}
