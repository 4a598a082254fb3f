import { pino } from 'pino'
import type { Logger } from 'pino'

// Whatever an object is called that holds one of these, its value is never written down.
const secrets = [
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
  'signature',
  'apiKey',
  'secret',
]
const paths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])

/** Structured logs, one JSON object a line. */
export function createLog(name: string, level: string): Logger {
  return pino({
    name,
    level,
    redact: {
      paths: [
        ...paths,
        'req.headers["x-api-key"]',
        'req.headers.authorization',
        'req.headers.cookie',
      ],
      censor: '[secret]',
    },
  })
}
