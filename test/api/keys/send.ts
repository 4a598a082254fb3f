import type { Api } from '../support.ts'
import type { Sent, Subject } from './cases.ts'

/** An answer to the byte. */
export interface Told {
  status: number
  text: string
  replayed: boolean
  headers: Headers
}

export type Send = (sent: Sent & Pick<Subject, 'bearer'>, key?: string) => Promise<Told>

/** Sends requests as clients do, with the key in the header. */
export function senderOf({ base, tenant }: Api): Send {
  return async function send({ method, path, body, bearer }, key) {
    const answer = await fetch(base + path, {
      method,
      headers: {
        ...(bearer ? { authorization: `Bearer ${tenant.key}` } : { 'x-api-key': tenant.key }),
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const { status, headers } = answer
    const replayed = headers.get('idempotent-replayed') === 'true'
    return { status, text: await answer.text(), replayed, headers }
  }
}

/** What must be the same when an answer is given again. */
export function bytesOf({ status, text, headers }: Told): string {
  return `${status} ${headers.get('content-type')} ${text}`
}

/** How a door says that a key was used for something else, and where the difference is. */
export function conflictIn({ status, text, headers }: Told): string[] | undefined {
  const body = JSON.parse(text) as {
    code?: string
    ignored?: boolean
    differs?: string[]
    errors?: { pointer: string }[]
    error?: { code: string; message: string }
  }
  if (status === 200) return body.ignored ? body.differs : undefined
  const isToldNotToRetry = headers.get('x-should-retry') === 'false'
  const code = body.code ?? body.error?.code
  if (status !== 409 || code !== 'key_conflict' || !isToldNotToRetry) return undefined
  return body.errors?.map(({ pointer }) => pointer) ?? fieldsIn(body.error?.message)
}

/** claimr's errors have no pointers; the sentence ends with the fields. */
function fieldsIn(message = ''): string[] {
  const [, names = ''] = message.split('with another ')
  return names.split(', ').map((name) => `/${name}`)
}
