import { createHmac } from 'node:crypto'
import { invalid } from './scope.ts'

const prefix = 'whsec_'

/**
 * The bytes that a secret signs with. One that begins with `whsec_` is base64, as Standard Webhooks writes secrets; any other
 * text is itself. Throws `invalid_request` for base64 that is none.
 */
export function signingKeyOf(secret: string): Buffer {
  if (!secret.startsWith(prefix)) return Buffer.from(secret)
  const text = secret.slice(prefix.length)
  const key = Buffer.from(text, 'base64')
  if (key.length > 0 && key.toString('base64') === text) return key
  const message = 'begins with whsec_, and must go on with base64'
  throw invalid({ pointer: '/secret', code: 'invalid_secret', message })
}

export interface SignedMessage {
  id: string
  sentAt: Date
  body: string
}

/**
 * The headers of Standard Webhooks: HMAC-SHA256 over id, time and body. The time is that of the try, so that receivers can
 * refuse what is old.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signatureHeaders(
  key: Buffer,
  { id, sentAt, body }: SignedMessage,
): Record<string, string> {
  const timestamp = String(Math.floor(sentAt.getTime() / 1000))
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  }
}
