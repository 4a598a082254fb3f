import type { Request } from 'express'
import { Failure } from '../domain/failure.ts'
import { looksLikeKey, mayWrite } from '../engine/keys.ts'
import type { Caller, Keys } from '../engine/keys.ts'
import type { PublishableKeys } from '../engine/publishable-keys.ts'
import { isUserToken } from '../engine/user-tokens.ts'
import type { UserTokens } from '../engine/user-tokens.ts'
import { isClaimr } from './problems.ts'
import type { Access } from './route.ts'

/** Who knows what opens a route. */
export interface Doorkeepers {
  keys: Pick<Keys, 'check'>
  userTokens: Pick<UserTokens, 'check'>
  publishableKeys: Pick<PublishableKeys, 'check'>
}

/**
 * Lets a request in, or throws `unauthenticated`, `forbidden`, or `malformed_request` for a key in the address,
 * where logs and histories would keep it.
 */
export async function letIn(
  { keys, userTokens, publishableKeys }: Doorkeepers,
  req: Request,
  access: Exclude<Access, 'open'>,
): Promise<Caller> {
  refuseKeyInAddress(req)
  if (access === 'public') return publishableKeys.check(req.query.pub)
  const key = isClaimr(req.path) ? bearerIn(req.get('authorization')) : headerOf(req)
  if (access === 'self' && isUserToken(key)) return userTokens.check(key)
  const caller = await keys.check(key)
  if (access === 'write') refuseReader(caller)
  return caller
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
