import type { Response } from 'express'

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

/** Says that nothing was done now. The body cannot: it is the first answer's. */
export function markReplayed(res: Response): void {
  res.set('Idempotent-Replayed', 'true')
}
