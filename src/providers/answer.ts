import type { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import { retryAfterOf } from './limits.ts'

/** How a provider is called in messages. */
export const providerNames = { github: 'GitHub', discord: 'Discord', x: 'X' } as const

export type ProviderName = keyof typeof providerNames

/** An answer as every vendor's SDK can show it. `body` is parsed JSON; undefined where it was not JSON. */
export interface Answer {
  status: number
  headers: Headers
  body: unknown
}

/** A vendor's own reading of a refusal; undefined leaves it to the common one. */
export type Reading = (answer: Answer) => Failure | undefined

/** The common reading of a refusal, after the vendor's own. */
export function failureOf(provider: ProviderName, answer: Answer, read?: Reading): Failure {
  const { status, headers, body } = answer
  const own = isObject(body) ? read?.(answer) : undefined
  if (own) return own

  const message = `${providerNames[provider]} answered ${status}`
  if (status === 429) {
    return new Failure('provider_limited', message, { retryAfterSeconds: retryAfterOf(headers) })
  }
  if (status >= 500) return new Failure('provider_unavailable', message)
  // Whoever answers a web page is not the API but something in front of it.
  if (!isObject(body)) return new Failure('provider_unavailable', `${message} without JSON`)
  if (status === 401) return new Failure('provider_unauthorized', message)
  return new Failure('provider_refused', message)
}

/**
 * The part of a good answer that is used. Throws `provider_unavailable` for what is no JSON at all (a web
 * page, half an answer, none) and `provider_changed` for JSON of another shape.
 */
export function parsed<T>(provider: ProviderName, schema: z.ZodType<T>, body: unknown): T {
  const name = providerNames[provider]
  if (!isObject(body)) throw new Failure('provider_unavailable', `${name} answered without JSON`)
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const { path, message } = result.error.issues[0]!
  const where = path.join('.')
  throw new Failure('provider_changed', `${name} answered in another shape: ${where} ${message}`, {
    cause: result.error,
  })
}

/** Parses JSON; undefined for what is not. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  if (value instanceof ArrayBuffer) return false
  return typeof value === 'object' && value !== null
}
