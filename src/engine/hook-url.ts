import { invalid } from './scope.ts'

const longest = 2000
const loopback = new Set(['127.0.0.1', 'localhost', '[::1]'])

/**
 * A web address that may be called from here, as it is stored. Throws `invalid_request`. Where its name leads is found out
 * at every call, since that can change.
 */
export function hookUrlOf(text: string, pointer: string, allowLoopback: boolean): string {
  const url = text.length <= longest && URL.canParse(text) ? new URL(text) : undefined
  if (!url)
    throw refused(pointer, 'invalid_url', `must be a web address of at most ${longest} characters`)
  if (url.username !== '' || url.password !== '') {
    throw refused(pointer, 'credentials', 'must not hold a user name or a password')
  }
  const isAtHome = allowLoopback && url.protocol === 'http:' && loopback.has(url.hostname)
  if (url.protocol !== 'https:' && !isAtHome)
    throw refused(pointer, 'not_https', 'must begin with https://')
  url.hash = ''
  return url.href
}

function refused(pointer: string, code: string, message: string) {
  return invalid({ pointer, code, message })
}
