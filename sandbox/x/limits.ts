export interface Limit {
  /** Calls per 15 minutes with the app's token, and with one user's. */
  app: number
  user: number
}

export interface Spending {
  endpoint: string
  /** Whose window it is: the app, or the account of a user's token. */
  spender: string
  allowed: number
  now: number
}

export interface Spent {
  isOver: boolean
  headers: Record<string, string>
}

export const windowMs = 15 * 60_000

/** The 15-minute windows, one per endpoint and spender, each beginning with its first call. */
export function createLimits() {
  const windows = new Map<string, { from: number; used: number }>()
  const overrides = new Map<string, Partial<Limit>>()

  function windowOf({ endpoint, spender, now }: Spending) {
    const key = `${endpoint} ${spender}`
    const known = windows.get(key)
    if (known && now >= known.from && now < known.from + windowMs) return known
    const fresh = { from: now, used: 0 }
    windows.set(key, fresh)
    return fresh
  }

  return {
    allowance(endpoint: string, kind: keyof Limit, usual: Limit): number {
      return overrides.get(endpoint)?.[kind] ?? usual[kind]
    },
    /** Counts a call; one that finds the window used up is not answered. */
    spend(spending: Spending): Spent {
      const window = windowOf(spending)
      const isOver = window.used >= spending.allowed
      if (!isOver) window.used += 1
      const remaining = spending.allowed - window.used
      return { isOver, headers: limitHeaders(spending.allowed, remaining, window.from + windowMs) }
    },
    /** Makes an endpoint's limit another one, so that a test need not call 900 times. */
    override: (endpoint: string, limit: Partial<Limit>) => void overrides.set(endpoint, limit),
    reset(): void {
      windows.clear()
      overrides.clear()
    },
  }
}

export type Limits = ReturnType<typeof createLimits>

/** X tells the end of the window in epoch seconds, and sends no Retry-After. */
export function limitHeaders(
  limit: number,
  remaining: number,
  resetAt: number,
): Record<string, string> {
  return {
    'x-rate-limit-limit': String(limit),
    'x-rate-limit-remaining': String(Math.max(0, remaining)),
    'x-rate-limit-reset': String(Math.ceil(resetAt / 1000)),
  }
}
