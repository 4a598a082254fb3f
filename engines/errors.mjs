/**
 * What to show of an error to somebody who typed a command: its sentences, without a stack.
 * @param {unknown} error
 * @returns {string}
 */
export function messageOf(error) {
  if (typeof error !== 'object' || error === null) return String(error)
  if ('errors' in error && Array.isArray(error.errors))
    return error.errors.map(messageOf).join('\n')
  return 'message' in error ? String(error.message) : String(error)
}

/**
 * Whether this is the system's error of that name, ENOENT for instance.
 * @param {unknown} error
 * @param {...string} codes
 */
export function hasCode(error, ...codes) {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false
  return codes.includes(String(error.code))
}
