import { createHash } from 'node:crypto'
import type { Request, Response } from 'express'

/** An answer as it goes over the wire, byte for byte, which is also how it is kept under a key. */
export interface Rendered {
  status: number
  mediaType: string
  headers: Readonly<Record<string, string>>
  body: string
}

export function write(res: Response, { status, mediaType, headers, body }: Rendered): void {
  res.status(status).set(headers).type(mediaType).send(body)
}

/**
 * The same for what seldom changes: who has it already, and says so, is not sent it again. The tag is a weak one, since the
 * bytes on the wire may be compressed or not.
 */
export function writeTagged(req: Request, res: Response, reply: Rendered): void {
  const hash = createHash('sha256').update(reply.body).digest('base64url').slice(0, 22)
  const tag = `W/"${hash}"`
  res.set({ ETag: tag, 'Cache-Control': 'private, no-cache' })
  const known = (req.get('if-none-match') ?? '').split(',').map((each) => each.trim())
  if (known.some((each) => each.replace(/^W\//, '') === `"${hash}"`)) res.status(304).end()
  else write(res, reply)
}

/** Says that nothing was done now. The body cannot: it is the first answer's. */
export function markReplayed(res: Response): void {
  res.set('Idempotent-Replayed', 'true')
}
