import type { Fault } from '../kit/faults.ts'
import type { VendorAnswer } from '../kit/vendor.ts'
import { refusal } from './answers.ts'

export type Resource = 'core' | 'search'

interface Window {
  used: number
  startedAt: number
}

/** Calls per window: by whether the caller is known. https://docs.github.com/rest/rate-limit */
const BUDGETS = {
  core: { known: 5000, anonymous: 60, windowMs: 3600_000 },
  search: { known: 30, anonymous: 10, windowMs: 60_000 },
}

/** What each caller has spent of GitHub's primary limits; callers are user ids, or nobody. */
export function createLimits() {
  const windows = new Map<string, Window>()

  function windowOf(callerId: string | undefined, resource: Resource, now: number): Window {
    const key = `${callerId ?? 'nobody'} ${resource}`
    const current = windows.get(key)
    if (current && now < current.startedAt + BUDGETS[resource].windowMs) return current
    const fresh = { used: 0, startedAt: now }
    windows.set(key, fresh)
    return fresh
  }

  /** In GitHub's own terms: `reset` is in epoch seconds. */
  function leftOf(callerId: string | undefined, resource: Resource, now: number) {
    const budget = BUDGETS[resource]
    const { used, startedAt } = windowOf(callerId, resource, now)
    const limit = callerId === undefined ? budget.anonymous : budget.known
    const remaining = Math.max(0, limit - used)
    const reset = Math.ceil((startedAt + budget.windowMs) / 1000)
    return { limit, remaining, reset, used: Math.min(used, limit) }
  }

  return {
    leftOf,
    /** Counts a call; false if there was nothing left to spend. */
    spend(callerId: string | undefined, resource: Resource, now: number): boolean {
      const isLeft = leftOf(callerId, resource, now).remaining > 0
      if (isLeft) windowOf(callerId, resource, now).used += 1
      return isLeft
    },
    /** Takes a call back: an answer 304 to somebody known is free. */
    refund(callerId: string | undefined, resource: Resource, now: number): void {
      const window = windowOf(callerId, resource, now)
      window.used = Math.max(0, window.used - 1)
    },
    /** Leaves the caller so many calls in the window that runs now. */
    leave(callerId: string | undefined, resource: Resource, remaining: number, now: number): void {
      const { limit } = leftOf(callerId, resource, now)
      windowOf(callerId, resource, now).used = limit - remaining
    },
  }
}

export type Limits = ReturnType<typeof createLimits>

export function resourceOf(path: string): Resource {
  return path.startsWith('/search/') ? 'search' : 'core'
}

type Left = ReturnType<Limits['leftOf']>

export function limitHeaders(left: Left, resource: Resource): Record<string, string> {
  return {
    'x-ratelimit-limit': String(left.limit),
    'x-ratelimit-remaining': String(left.remaining),
    'x-ratelimit-reset': String(left.reset),
    'x-ratelimit-used': String(left.used),
    'x-ratelimit-resource': resource,
  }
}

export function primaryLimit(left: Left, resource: Resource, status = 403): VendorAnswer {
  const answer = refusal(status, 'API rate limit exceeded for this user ID.')
  return { ...answer, headers: limitHeaders({ ...left, remaining: 0 }, resource) }
}

/**
 * The limit that a fault asks for. `form` is `primary` (403), `primary-429`, `secondary` (403) or
 * `secondary-429`; without it, a secondary 429 if a wait is given and a primary 403 if not. The
 * secondary kind carries none of the usual headers, and `retry-after` only if a wait is given.
 */
export function faultedLimit(
  left: Left,
  resource: Resource,
  fault: Fault,
  now: number,
): VendorAnswer {
  const { retryAfterSeconds: wait, form: asked } = limitOf(fault)
  const form = asked ?? (wait === undefined ? 'primary' : 'secondary-429')
  const status = form.endsWith('429') ? 429 : 403
  if (form.startsWith('primary')) {
    const reset = Math.ceil(now / 1000) + (wait ?? 60)
    return primaryLimit({ ...left, used: left.limit, reset }, resource, status)
  }
  const text =
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'
  const headers: Record<string, string> = wait === undefined ? {} : { 'retry-after': String(wait) }
  return { ...refusal(status, text), headers }
}

function limitOf(fault: Fault): { retryAfterSeconds?: number; form?: string } {
  return fault.kind === 'limit' ? fault : {}
}
