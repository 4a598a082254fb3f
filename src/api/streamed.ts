import { pipeline } from 'node:stream/promises'
import type { Request, Response } from 'express'

/** An answer that is made while it is sent, as fast as it is read and no faster. */
export interface Streamed {
  mediaType: string
  fileName: string
  chunks: AsyncIterable<string>
}

/** Sends it. What fails before the first chunk is an error like any other; later the connection is cut. */
export async function sendStream(
  { mediaType, fileName, chunks }: Streamed,
  req: Request,
  res: Response,
): Promise<void> {
  const isAsked = req.method !== 'HEAD'
  const started = isAsked ? await begun(chunks) : undefined
  res.set('Cache-Control', 'no-store').attachment(fileName).type(mediaType)
  if (!started) return void res.end()
  try {
    await pipeline(started, res)
  } catch (error) {
    // Whoever went away does not want the rest, and the reading has stopped.
    if (!isLeft(error)) throw error
  }
}

/** The same chunks, of which the first one is there. */
async function begun(chunks: AsyncIterable<string>): Promise<AsyncIterable<string>> {
  const iterator = chunks[Symbol.asyncIterator]()
  const first = await iterator.next()
  async function* all() {
    try {
      for (let next = first; !next.done; next = await iterator.next()) yield next.value
    } finally {
      await iterator.return?.()
    }
  }
  return all()
}

function isLeft(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_STREAM_PREMATURE_CLOSE'
  )
}
