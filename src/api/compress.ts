import compression from 'compression'
import type { RequestHandler } from 'express'

/** Below it, what compressing saves is less than what it costs. */
const leastBytes = 1_024

/**
 * Compresses what is read: lists, exports and the console's own files. Writes stay as they are: they are many, their answers are
 * small, and each is waited for. A stream of events is sent bit by bit, and a secret never shares a compressed answer with
 * what somebody else may have typed (`Cache-Control: no-transform` says so).
 */
export function compressed(): RequestHandler {
  const compress = compression({ threshold: leastBytes, filter: isWorthIt })
  return (req, res, next) => {
    if (req.method === 'GET') compress(req, res, next)
    else next()
  }
}

const isWorthIt: compression.CompressionFilter = (req, res) => {
  const type = String(res.getHeader('content-type') ?? '')
  return !type.startsWith('text/event-stream') && compression.filter(req, res)
}
