import { useMemo, useState } from 'react'
import { useLineListener } from '../../live/line.tsx'
import type { ListedClaim, StreamedClaim } from '../../replies.ts'

/** What happened to a claim since a list was read. */
interface News {
  latest: StreamedClaim
  /** Whether it was made, or made again, since then: it would be on top. */
  isNew: boolean
}

export interface Wanted {
  statuses: readonly string[] | undefined
  rule: string | undefined
  user: string | undefined
  /** Left out by those who have only one. */
  website: string | undefined
  /** Whether anything new can be among them. */
  isOpen: boolean
}

const mostKept = 1_000

/** Changes the rows of a list where they stand, and counts what is not among them. */
export function useClaimNews(rows: readonly ListedClaim[] | undefined, wanted: Wanted) {
  const [news, setNews] = useState<ReadonlyMap<string, News>>(new Map())
  const listener = useMemo(
    () => ({
      claims: (claims: readonly StreamedClaim[]) => setNews((before) => withNews(before, claims)),
      reset: () => setNews(new Map()),
    }),
    [],
  )
  useLineListener(listener)
  /** Takes as seen what is known now, and not what comes until it is called. */
  const forget = () => setNews((now) => without(now, news))

  const known = new Set(rows?.map(({ id }) => id))
  const fresh = [...news.values()].filter(
    (each) => !known.has(each.latest.id) && isWanted(each, wanted),
  )
  return {
    rows: rows?.map((row) => changed(row, news.get(row.id)?.latest)),
    count: rows ? fresh.length : 0,
    isMore: news.size >= mostKept,
    forget,
  }
}

function withNews(
  before: ReadonlyMap<string, News>,
  claims: readonly StreamedClaim[],
): ReadonlyMap<string, News> {
  const after = new Map(before)
  for (const latest of claims) {
    const isNew = latest.status === 'accepted' || (after.get(latest.id)?.isNew ?? false)
    if (after.has(latest.id) || after.size < mostKept) after.set(latest.id, { latest, isNew })
  }
  return after
}

function without(
  now: ReadonlyMap<string, News>,
  seen: ReadonlyMap<string, News>,
): ReadonlyMap<string, News> {
  return new Map([...now].filter(([id, each]) => seen.get(id) !== each))
}

function isWanted({ latest, isNew }: News, { isOpen, ...wanted }: Wanted): boolean {
  const { statuses, rule, user, website } = wanted
  const isOfThem =
    isOpen &&
    (rule === undefined || latest.rule.id === rule) &&
    (user === undefined || latest.user.id === user) &&
    (website === undefined || latest.websiteId === website)
  return isOfThem && (statuses ? statuses.includes(latest.status) : isNew)
}

function changed(row: ListedClaim, latest: StreamedClaim | undefined): ListedClaim {
  if (!latest) return row
  const { status, outcome, code, message, waitsUntil, rewards, at } = latest
  const isOver = outcome === 'settled' || outcome === 'not_met' || outcome === 'failed'
  const tookMs = isOver ? Date.parse(at) - Date.parse(row.acceptedAt) : row.tookMs
  return { ...row, status, outcome, code, message, waitsUntil, rewards, tookMs }
}
