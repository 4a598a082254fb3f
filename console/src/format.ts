// Numbers of points are strings of whole units: of up to 9 decimals, and larger than a Number is exact for. Times are ISO 8601,
// and shown in UTC, as text alone: the browser's own formats have to be loaded first.

/** `1234567.5` as `1,234,567.5`, and a minus sign that is as wide as a digit. */
export function points(amount: string): string {
  const [, sign = '', whole = '', rest = ''] = /^(-?)(\d+)(\.\d+)?$/.exec(amount) ?? [
    '',
    '',
    amount,
  ]
  return (sign && minus) + grouped(whole) + rest
}

/** The same with a plus sign where it is more than nothing. */
export function signed(amount: string): string {
  return (/^[^-]*[1-9]/.test(amount) ? '+' : '') + points(amount)
}

/** How many of something. */
export function count(n: number): string {
  return grouped(String(n))
}

/** `2 entries`, `1 entry`. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`
}

/** `22 Nov 2026, 14:32`, of UTC. */
export function when(iso: string): string {
  const { year, day, clock } = partsOf(iso)
  return `${day} ${year}, ${clock}`
}

/** `14:32`, of UTC. */
export function clock(iso: string): string {
  return partsOf(iso).clock
}

/** `22 Nov`, of UTC. */
export function day(iso: string): string {
  return partsOf(iso).day
}

/** `22 Nov, 14:32`, of UTC. */
export function dayAndClock(iso: string): string {
  const { day, clock } = partsOf(iso)
  return `${day}, ${clock}`
}

/** A part of one as `92 %`, never rounded to none or all of it. */
export function percent(part: number): string {
  const rounded = Math.round(part * 100)
  const shown = part > 0 && part < 1 ? Math.min(Math.max(rounded, 1), 99) : rounded
  return `${shown}\u202f%`
}

/** `22 Nov 2026, 14:32:07.120 UTC`. */
export function exactly(iso: string): string {
  return `${when(iso)}${partsOf(iso).seconds} UTC`
}

/** `21 min` ago. */
export function since(iso: string, now = Date.now()): string {
  const minutes = Math.floor((now - Date.parse(iso)) / 60_000)
  if (minutes < 1) return 'now'
  if (minutes < 60) return `${minutes} min`
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h`
  return `${Math.floor(minutes / 1440)} d`
}

/** How long something took. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${ms} ms`
  if (ms < 120_000) return `${(ms / 1_000).toFixed(1)} s`
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`
}

/** The ends of an address or of another long id; the middle tells nobody anything. */
export function short(id: string): string {
  return id.length > 18 ? `${id.slice(0, 6)}…${id.slice(-4)}` : id
}

/** `loyalty_rule` as `Loyalty rule`. */
export function words(code: string): string {
  const text = code.replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** The server's own sentences begin small and have no full stop, since they also stand within others. */
export function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(begun) ? begun : `${begun}.`
}

const minus = '\u2212'
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** Of UTC, wherever the time was told. */
function partsOf(iso: string) {
  const utc = new Date(iso).toISOString()
  return {
    year: utc.slice(0, 4),
    day: `${Number(utc.slice(8, 10))} ${months[Number(utc.slice(5, 7)) - 1]}`,
    clock: utc.slice(11, 16),
    seconds: utc.slice(16, 23),
  }
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+$)/g, ',')
}
