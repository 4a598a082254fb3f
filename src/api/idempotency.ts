import { isUtf8 } from 'node:buffer'
import type { Request, Response } from 'express'
import type { FailureCode } from '../domain/failure.ts'
import type { Answers } from '../engine/answers.ts'
import type { Keyed } from '../engine/keyed.ts'
import { describe } from './describe.ts'
import type { Problem } from './describe.ts'
import { renderProblem } from './problems.ts'
import { markReplayed } from './rendered.ts'
import type { Rendered } from './rendered.ts'
import { isMutating } from './route.ts'
import type { AnyCall, OwnKey, Route } from './route.ts'

/** The header that names a request within its organization; also where a wrong one is pointed at. */
export const keyHeader = 'Idempotency-Key'

/** A request that was let in and parsed, and where its answer goes. */
export interface Exchange {
  each: Route
  call: AnyCall
  req: Request
  res: Response
}

/**
 * Answers a request under each of its keys, the header's and the body's own: what was answered before, or what the
 * work answers now. Refusals are answers, and are kept; what is wrong with a request, or with us, is not.
 */
export async function answerOnce(
  exchange: Exchange,
  answers: Answers,
  work: (keyed?: Keyed) => Promise<Rendered>,
): Promise<Rendered> {
  const keys = await keysOf(exchange)
  if (keys.length === 0) return work()
  const kept = (keyed?: Keyed) => orRefusal(exchange, work(keyed))
  return keys.reduceRight((inner, key) => () => under(exchange, answers, key, inner), kept)()
}

/** The key as text: headers carry bytes, which Node reads as Latin-1. */
export function keyIn(req: Request): string | undefined {
  const header = req.get(keyHeader)
  if (header === undefined) return undefined
  const bytes = Buffer.from(header, 'latin1')
  return isUtf8(bytes) ? bytes.toString() : header
}

async function keysOf({ each, call }: Exchange): Promise<OwnKey[]> {
  if (!isMutating(each)) return []
  const { idempotencyKey, caller } = call
  const own = await each.ownKey?.(call)
  const header =
    idempotencyKey === undefined
      ? undefined
      : { scope: `${caller.org}/requests`, key: idempotencyKey, pointer: `/${keyHeader}` }
  return [header, own].filter((key) => key !== undefined)
}

async function under(
  { each, call, req, res }: Exchange,
  answers: Answers,
  { named = [], ...key }: OwnKey,
  next: (keyed: Keyed) => Promise<Rendered>,
): Promise<Rendered> {
  const { operationId: operation, isSecret = false, freeText = [] } = each
  const { params, caller, scope } = call
  const said = {
    path: { ...(params as object), websiteId: scope.website },
    query: { ...req.query },
    body: each.body && without(req.body, [...freeText, ...named]),
  }
  const request = { ...key, org: caller.org, operation, isSecret, said }
  const { answer, replayed } = await answers.once(request, async (keyed) =>
    JSON.stringify(await next(keyed)),
  )
  if (replayed) markReplayed(res)
  return JSON.parse(answer) as Rendered
}

function without(body: unknown, names: readonly string[]): unknown {
  if (names.length === 0 || typeof body !== 'object' || body === null) return body
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)))
}

async function orRefusal({ req, res }: Exchange, work: Promise<Rendered>): Promise<Rendered> {
  try {
    return await work
  } catch (error) {
    const problem = describe(error)
    if (!isRefusal(problem)) throw error
    req.log.info({ code: problem.code }, problem.message)
    return renderProblem(problem, req, res)
  }
}

const refusedByLedger: readonly (FailureCode | 'internal')[] = [
  'insufficient_points',
  'cap_reached',
  'account_closed',
]

/** Whether a request that is right was refused for how things stand: the same request is refused for ever. */
export function isRefusal({ code, status }: Pick<Problem, 'code' | 'status'>): boolean {
  return refusedByLedger.includes(code) || (status === 409 && code !== 'key_in_progress')
}
