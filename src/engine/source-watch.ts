import type { Logger } from 'pino'
import { floorTo, minuteMs } from '../domain/claim-count.ts'
import type { Failure } from '../domain/failure.ts'
import { isSource, tookMs } from '../domain/source.ts'
import type { SourceId, SourceMinute } from '../domain/source.ts'
import type { Store } from '../store/index.ts'

export interface SourceWatchOptions {
  store: Pick<Store, 'sourceMinutes'>
  now: () => Date
  log: Pick<Logger, 'error'>
  /** What is seen is written no more often. */
  everyMs?: number | undefined
}

/** One call of a platform; `status` is 0, or none of HTTP's, where no answer came. */
export interface SourceCall {
  provider: string
  status: number | string
  ms: number
}

/** Notes how platforms answer this process, and writes it down every few seconds, if anything was asked. */
export function createSourceWatch({ store, now, log, everyMs = 3_000 }: SourceWatchOptions) {
  let seen = new Map<string, SourceMinute>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  function observe({ provider, status, ms }: SourceCall): void {
    if (!isSource(provider)) return
    const at = now()
    const minute = minuteOf(provider, at)
    const answer = answerOf(Number(status))
    const index = tookMs.findIndex((most) => ms <= most)
    const took = tookMs.map((_, place) => (minute.took[place] ?? 0) + (place === index ? 1 : 0))
    note(minute, {
      ...{ calls: minute.calls + 1, took },
      ...(answer === 'failed' ? { failed: minute.failed + 1, failedAt: at } : {}),
      ...(answer === 'limited' ? { limited: minute.limited + 1, limitedAt: at } : {}),
      ...(answer === 'answered' ? { answeredAt: at } : {}),
    })
  }

  /** What a platform's answer was understood to be: only that says until when it allows no more calls. */
  function fail(provider: string, { code, retryAfterSeconds }: Failure): void {
    if (!isSource(provider) || code !== 'provider_limited') return
    const at = now()
    const until = retryAfterSeconds && new Date(at.getTime() + retryAfterSeconds * 1_000)
    note(minuteOf(provider, at), { limitedAt: at, ...(until ? { limitedUntil: until } : {}) })
  }

  function minuteOf(source: SourceId, now: Date): SourceMinute {
    const at = floorTo(now, minuteMs)
    const none = { calls: 0, failed: 0, limited: 0, took: [] }
    return seen.get(`${source}:${at.getTime()}`) ?? { source, at, ...none }
  }

  function note(minute: SourceMinute, more: Partial<SourceMinute>): void {
    seen.set(`${minute.source}:${minute.at.getTime()}`, { ...minute, ...more })
    timer ??= setTimeout(() => void write(), everyMs).unref()
  }

  /** What cannot be written is lost: it tells how platforms answer, and decides nothing. */
  async function write(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const minutes = [...seen.values()]
    seen = new Map()
    writing = writing
      .then(() => store.sourceMinutes.add(minutes))
      .catch((error: unknown) => log.error({ err: error }, 'how sources answer was not written'))
    await writing
  }

  return { observe, fail, drain: write }
}

export type SourceWatch = ReturnType<typeof createSourceWatch>

function answerOf(status: number): 'answered' | 'limited' | 'failed' {
  if (status === 429) return 'limited'
  return status >= 100 && status < 500 ? 'answered' : 'failed'
}
