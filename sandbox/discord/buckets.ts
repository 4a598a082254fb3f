import { createHash } from 'node:crypto'
import type { Fault } from '../kit/faults.ts'
import type { VendorAnswer, VendorRequest } from '../kit/vendor.ts'

interface Window {
  used: number
  endsAt: number
}

/** Refused calls from one address before the edge stops passing any on, and for how long it counts. */
const INVALID_WINDOW_MS = 10 * 60_000

/**
 * Discord's limits per caller, route and guild or channel. The true sizes are not published and differ
 * by route; clients go by the headers. https://docs.discord.com/developers/topics/rate-limits
 */
export function createBuckets() {
  const windows = new Map<string, Window>()
  const size = { calls: 50, windowMs: 1000, invalidCalls: 10_000 }
  const invalid: Window = { used: 0, endsAt: 0 }

  function windowOf(key: string, now: number): Window {
    const current = windows.get(key)
    if (current && now < current.endsAt) return current
    const fresh = { used: 0, endsAt: now + size.windowMs }
    windows.set(key, fresh)
    return fresh
  }

  /** Times are seconds with a fraction. */
  function leftOf(key: string, now: number) {
    const { used, endsAt } = windowOf(key, now)
    const remaining = Math.max(0, size.calls - used)
    return { limit: size.calls, remaining, reset: endsAt / 1000, resetAfter: (endsAt - now) / 1000 }
  }

  return {
    size,
    leftOf,
    /** Counts a call; false if the bucket was empty. */
    spend(key: string, now: number): boolean {
      const isLeft = leftOf(key, now).remaining > 0
      if (isLeft) windowOf(key, now).used += 1
      return isLeft
    },
    /** Counts what was answered; 401, 403 and 429 wear out the edge's patience. */
    noteStatus(status: number, now: number): void {
      if (status !== 401 && status !== 403 && status !== 429) return
      if (now >= invalid.endsAt)
        Object.assign(invalid, { used: 0, endsAt: now + INVALID_WINDOW_MS })
      invalid.used += 1
    },
    isShutOut: (now: number): boolean => now < invalid.endsAt && invalid.used >= size.invalidCalls,
  }
}

export type Buckets = ReturnType<typeof createBuckets>
export type Left = ReturnType<Buckets['leftOf']>

/** The route, with the one id that has a bucket of its own: the first, a guild's or a channel's. */
export function bucketOf(request: VendorRequest, caller: string | undefined): string {
  const [head = '', ...rest] = request.path.split(/(?<=\/)(?=\d{15,}(?:\/|$))/)
  const [major = '', ...others] = rest
  const below = others.map((part) => part.replace(/^\d+/, ':id')).join('')
  return [caller ?? 'nobody', request.method, head, major, below].join(' ')
}

export function bucketHeaders(key: string, left: Left): Record<string, string> {
  return {
    'x-ratelimit-limit': String(left.limit),
    'x-ratelimit-remaining': String(left.remaining),
    'x-ratelimit-reset': left.reset.toFixed(3),
    'x-ratelimit-reset-after': left.resetAfter.toFixed(3),
    'x-ratelimit-bucket': hashOf(key),
  }
}

/** 429: the wait is told three times, in the body to the fraction of a second. */
export function limitAnswer(key: string, left: Left, seconds: number, scope: string): VendorAnswer {
  const isGlobal = scope === 'global'
  const headers = bucketHeaders(key, { ...left, remaining: 0, resetAfter: seconds })
  const body = { message: 'You are being rate limited.', retry_after: seconds, global: isGlobal }
  const told = { 'retry-after': String(Math.ceil(seconds)), 'x-ratelimit-scope': scope }
  const everywhere: Record<string, string> = isGlobal ? { 'x-ratelimit-global': 'true' } : {}
  return { status: 429, headers: { ...headers, ...told, ...everywhere }, body }
}

/** The limit of a fault. `form` is the scope (`user`, `shared`, `global`), or `edge` for a web page. */
export function faultedLimit(key: string, left: Left, fault: Fault): VendorAnswer {
  const { retryAfterSeconds = 1.337, form = 'user' } = fault.kind === 'limit' ? fault : {}
  if (form === 'edge') return edgePage(retryAfterSeconds)
  return limitAnswer(key, left, retryAfterSeconds, form)
}

/** What the proxy in front of Discord says to an address it has shut out: no JSON, no buckets. */
export function edgePage(seconds: number): VendorAnswer {
  const page =
    '<!doctype html><title>Access denied</title><p>You are being rate limited. Error 1015'
  const headers = { 'content-type': 'text/html', 'retry-after': String(Math.ceil(seconds)) }
  return { status: 429, headers, body: page }
}

// The bucket's name covers the route without its major id, as Discord's does.
function hashOf(key: string): string {
  const [, method = '', head = '', major = '', below = ''] = key.split(' ')
  const route = method + head + major.replace(/^\d+/, '') + below
  return createHash('sha256').update(route).digest('hex').slice(0, 32)
}
