import type { Request } from 'express'
import { Failure } from '../domain/failure.ts'
import { looksLikeKey, mayWrite } from '../engine/keys.ts'
import type { Caller, Keys } from '../engine/keys.ts'
import type { PublishableKeys } from '../engine/publishable-keys.ts'
import type { Sessions } from '../engine/sessions.ts'
import { isUserToken } from '../engine/user-tokens.ts'
import type { UserTokens } from '../engine/user-tokens.ts'
import { isClaimr } from './problems.ts'
import type { Access } from './route.ts'
import { tokenIn } from './session-cookie.ts'

/** Who knows what opens a route. */
export interface Doors {
  keys: Pick<Keys, 'check'>
  sessions: Pick<Sessions, 'check'>
  userTokens: Pick<UserTokens, 'check'>
  publishableKeys: Pick<PublishableKeys, 'check'>
}

/**
 * Lets a request in, or throws `unauthenticated`, `forbidden`, or `malformed_request` for a key in the address,
 * where logs and histories would keep it.
 */
export async function letIn(
  doors: Doors,
  req: Request,
  access: Exclude<Access, 'open'>,
): Promise<Caller> {
  refuseKeyInAddress(req)
  const caller = await callerOf(doors, req, access)
  if (access === 'write') refuseReader(caller)
  return caller
}

/** What users' tokens and publishable keys open says so; all else takes a key, or at Snag's door a session. */
function callerOf(doors: Doors, req: Request, access: Access): Promise<Caller> {
  const { keys, userTokens, publishableKeys } = doors
  if (access === 'public') return publishableKeys.check(req.query.pub)
  if (!isClaimr(req.path)) return customerOf(doors, req)
  const key = bearerIn(req.get('authorization'))
  return access === 'self' && isUserToken(key) ? userTokens.check(key) : keys.check(key)
}

/** A key, where one is sent; else the session of somebody at a browser. */
function customerOf({ keys, sessions }: Doors, req: Request): Promise<Caller> {
  const key = headerOf(req)
  const token = tokenIn(req.get('cookie'))
  if (key !== undefined || token === undefined) return keys.check(key)
  if (!isHarmless(req.method)) refuseForeign(req.get('sec-fetch-site') ?? 'unknown')
  return sessions.check(token)
}

/** The cookie goes along with whatever a browser sends. Only a page of ours may make it send something that writes. */
export function refuseForeign(site: string): void {
  if (site === 'same-origin') return
  const message =
    'with a session, only a page of this very origin may send this: the header Sec-Fetch-Site says it was another'
  throw new Failure('forbidden', message)
}

function isHarmless(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** Throws `forbidden` for a key that may only read. */
export function refuseReader({ role }: Pick<Caller, 'role'>): void {
  if (!mayWrite(role)) throw new Failure('forbidden', 'this key may read only')
}

/** The token of an `Authorization` header. */
export function bearerIn(header: string | undefined): string | undefined {
  return /^Bearer (?<token>\S+)$/i.exec(header ?? '')?.groups?.token
}

function refuseKeyInAddress({ url }: Request): void {
  const [, query = ''] = url.split('?', 2)
  if (!looksLikeKey(decoded(query))) return
  const message =
    'a key is never accepted in the address: send it in a header, and replace this one'
  throw new Failure('malformed_request', message)
}

function headerOf(req: Request): string | undefined {
  return req.get('x-api-key')
}

function decoded(query: string): string {
  try {
    return decodeURIComponent(query)
  } catch {
    // It is no valid encoding, and so it is looked at as it is.
    return query
  }
}
