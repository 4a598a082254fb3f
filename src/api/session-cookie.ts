import type { Response } from 'express'
import type { Token } from '../engine/sessions.ts'

export const cookieName = 'vouchsafe_session'

/**
 * Sent to the API only, never by another site's doing, never readable to scripts. Browsers take a `Secure` cookie over HTTPS,
 * and over HTTP from this very machine (localhost, 127.0.0.1).
 */
const attributes = { path: '/api', httpOnly: true, secure: true, sameSite: 'strict' } as const

export function keepToken(res: Response, kept: Token | undefined): void {
  if (kept) res.cookie(cookieName, kept.token, { ...attributes, expires: kept.expiresAt })
  else res.clearCookie(cookieName, attributes)
}

/** The session's token among the cookies of a request. */
export function tokenIn(cookies: string | undefined): string | undefined {
  return shape.exec(cookies ?? '')?.groups?.token
}

const shape = new RegExp(`(?:^|;\\s*)${cookieName}=(?<token>[\\w-]{43})(?:;|$)`)
