/** The outside platforms that facts come from, as people call them. */
export const sourceNames = {
  chain: 'The chain nodes',
  discord: 'Discord',
  github: 'GitHub',
  x: 'X',
} as const
export type SourceId = keyof typeof sourceNames
export const sourceIds = Object.keys(sourceNames) as SourceId[]

export function isSource(name: string): name is SourceId {
  return Object.hasOwn(sourceNames, name)
}

/** How a platform answered within a minute. */
export interface SourceMinute {
  source: SourceId
  /** When the minute began. */
  at: Date
  calls: number
  failed: number
  limited: number
  /** How many calls took as long as each of `tookMs`, and the last of them longer. */
  took: readonly number[]
  answeredAt?: Date | undefined
  failedAt?: Date | undefined
  limitedAt?: Date | undefined
  /** Until when it allows no more calls, where it said so. */
  limitedUntil?: Date | undefined
}

export const tookMs = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000] as const

/** Whether a platform answers; `partly` where some calls fail and some do not, `not_known` where nobody asked lately. */
export const sourceStates = ['answers', 'partly', 'limited', 'down', 'not_known'] as const
export type SourceState = (typeof sourceStates)[number]

export interface SourceHealth {
  state: SourceState
  calls: number
  failed: number
  /** 95 of 100 calls took no longer, rounded up to one of `tookMs`. */
  p95Ms?: number | undefined
  answeredAt?: Date | undefined
  failedAt?: Date | undefined
  limitedUntil?: Date | undefined
}

const lately = 5 * 60_000

/** What the last minutes of a platform come to. */
export function healthOf(minutes: readonly SourceMinute[], now: Date): SourceHealth {
  const latest = (field: 'answeredAt' | 'failedAt' | 'limitedAt' | 'limitedUntil') =>
    minutes.reduce<Date | undefined>((last, minute) => {
      const at = minute[field]
      return at && (!last || at > last) ? at : last
    }, undefined)
  const answeredAt = latest('answeredAt')
  const failedAt = latest('failedAt')
  const limitedUntil = latest('limitedUntil')
  const times = { answeredAt, failedAt, limitedAt: latest('limitedAt'), limitedUntil }
  return {
    state: stateOf(minutes, times, now),
    calls: sum(minutes.map(({ calls }) => calls)),
    failed: sum(minutes.map(({ failed }) => failed)),
    p95Ms: p95Of(minutes),
    ...{ answeredAt, failedAt },
    limitedUntil: limitedUntil && limitedUntil > now ? limitedUntil : undefined,
  }
}

function stateOf(
  minutes: readonly SourceMinute[],
  times: Partial<Record<'answeredAt' | 'failedAt' | 'limitedAt' | 'limitedUntil', Date>>,
  now: Date,
): SourceState {
  const { answeredAt, failedAt, limitedAt, limitedUntil } = times
  if (limitedUntil && limitedUntil > now) return 'limited'
  const since = (at: Date | undefined) => at?.getTime() ?? 0
  if (Math.max(since(answeredAt), since(failedAt), since(limitedAt)) === 0) return 'not_known'
  if (since(limitedAt) > Math.max(since(answeredAt), since(failedAt)) && !limitedUntil) {
    return 'limited'
  }
  const recent = minutes.filter(({ at }) => at.getTime() > now.getTime() - lately)
  const isMixed = recent.some(({ failed }) => failed > 0) && recent.some(isAnswered)
  if (isMixed && sum(recent.map(({ failed }) => failed)) > 1) return 'partly'
  return since(failedAt) > since(answeredAt) ? 'down' : 'answers'
}

function isAnswered({ calls, failed, limited }: SourceMinute): boolean {
  return calls > failed + limited
}

function p95Of(minutes: readonly SourceMinute[]): number | undefined {
  const counts = tookMs.map((_, index) => sum(minutes.map(({ took }) => took[index] ?? 0)))
  const wanted = sum(counts) * 0.95
  let seen = 0
  return wanted === 0
    ? undefined
    : tookMs.find((_, index) => (seen += counts[index] ?? 0) >= wanted)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
