import type { StreamedClaim } from '../replies.ts'

/**
 * What happened on top of what was there, newest first, at most so many. A claim has one line: what is told of one that has a
 * line already changes it where it stands.
 */
export function merged(
  lines: readonly StreamedClaim[],
  news: readonly StreamedClaim[],
  most: number,
): StreamedClaim[] {
  const latest = new Map(news.map((each) => [each.id, each]))
  const known = new Set(lines.map(({ id }) => id))
  const fresh = [...latest.values()].filter(({ id }) => !known.has(id)).toReversed()
  return [...fresh, ...lines.map((line) => latest.get(line.id) ?? line)].slice(0, most)
}
