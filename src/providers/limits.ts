/**
 * The seconds to wait by `Retry-After`: whole seconds, a float, or a date. Undefined if it is absent or
 * past; then our own back-off decides.
 */
export function retryAfterOf(headers: Headers): number | undefined {
  const value = headers.get('retry-after')
  if (value === null) return undefined
  const seconds = Number(value)
  return positive(Number.isNaN(seconds) ? secondsUntil(Date.parse(value), headers) : seconds)
}

/** The seconds until the epoch second that a header names; undefined if it is absent or past. */
export function resetOf(headers: Headers, name: string): number | undefined {
  const value = headers.get(name)
  return value === null ? undefined : positive(secondsUntil(Number(value) * 1000, headers))
}

// Their clock may differ from ours; an answer is dated by the clock that its reset is meant in.
function secondsUntil(time: number, headers: Headers): number {
  const theirNow = Date.parse(headers.get('date') ?? '')
  return (time - (Number.isNaN(theirNow) ? Date.now() : theirNow)) / 1000
}

function positive(seconds: number): number | undefined {
  return seconds > 0 ? seconds : undefined
}
