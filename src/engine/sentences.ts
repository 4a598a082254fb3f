// What people read in sentences: times are of UTC, and say so.

const time = { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' } as const
const clock = new Intl.DateTimeFormat('en-GB', time)
const dated = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...time })

/** `14:38 UTC`, with the day where that is another one. */
export function clockOf(at: Date, now: Date): string {
  const isToday = at.toISOString().slice(0, 10) === now.toISOString().slice(0, 10)
  return `${(isToday ? clock : dated).format(at)} UTC`
}

/** `1 claim`, `1,204 claims`. */
export function counted(count: number, one: string): string {
  return `${count.toLocaleString('en-GB')} ${one}${count === 1 ? '' : 's'}`
}

export function are(count: number): string {
  return count === 1 ? 'is' : 'are'
}
