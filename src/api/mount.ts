import type { Express, Request, RequestHandler, Response } from 'express'
import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import type { Answers } from '../engine/answers.ts'
import type { Keyed } from '../engine/keyed.ts'
import type { Caller } from '../engine/keys.ts'
import type { Websites } from '../engine/websites.ts'
import { refuseFields } from '../rules/field-failure.ts'
import { schemaErrors } from '../rules/schema-errors.ts'
import { letIn } from './auth.ts'
import type { Doors } from './auth.ts'
import { readBody, readBulk } from './body.ts'
import { answerOnce, keyIn } from './idempotency.ts'
import type { createRates } from './rates.ts'
import { markReplayed, write, writeTagged } from './rendered.ts'
import type { Rendered } from './rendered.ts'
import { addFacts, setPattern } from './requests.ts'
import { keepToken } from './session-cookie.ts'
import { isMutating, patternOf } from './route.ts'
import type { AnyCall, Route } from './route.ts'
import { sendEvents } from './sent-events.ts'
import type { SendOptions, SentEvents } from './sent-events.ts'
import { sendStream } from './streamed.ts'
import type { Streamed } from './streamed.ts'

export interface MountOptions extends Doors {
  rates: ReturnType<typeof createRates>
  websites: Websites
  answers: Answers
  /** Holds every answer against the schema it is documented with, which tests want and production does without. */
  checkReplies?: boolean | undefined
  streaming?: Omit<SendOptions, 'stillIn'> | undefined
}

const nobody: Caller = { key: '', org: '', mode: 'live', role: 'WEBSITE_READ_ONLY_API_KEY' }
const named = z.looseObject({
  organizationId: z.string().optional().catch(undefined),
  websiteId: z.string().optional().catch(undefined),
})

/** Makes Express answer a route: key, body, schemas, and only then what the route does. */
export function mount(app: Express, each: Route, options: MountOptions): void {
  const handlers: RequestHandler[] = [
    enter(each, options),
    ...(each.body ? (each.isBulk ? readBulk : readBody) : []),
    answering(each)(each, options),
  ]
  app[each.method](patternOf(each.path), ...handlers)
}

function enter(each: Route, options: MountOptions): RequestHandler {
  const { access, path, operationId } = each
  return async (req, res, next) => {
    setPattern(res, path)
    // Whoever only asks for headers shall change nothing.
    if (req.method === 'HEAD' && isMutating(each)) return unknownRoute(req, res, next)
    // What is public is asked for by pages of any site.
    if (access === 'public') res.set('Access-Control-Allow-Origin', '*')
    const caller = access === 'open' ? nobody : await letIn(options, req, access)
    options.rates.count(operationId, caller.key)
    res.locals.caller = caller
    next()
  }
}

function answering({ status, streams, isLive }: Route) {
  if (status === 302) return redirect
  if (isLive) return live
  return streams ? stream : answer
}

function answer(each: Route, options: MountOptions): RequestHandler {
  return async (req, res) => {
    const call = await callOf(each, req, res, options)
    const work = async (keyed?: Keyed) =>
      rendered(each, await each.handle({ ...call, keyed }), options)
    const reply = await answerOnce({ each, call, req, res }, options.answers, work).catch(
      (error: unknown) => rendered(each, ignored(each, call, error), options),
    )
    if (each.isTagged) writeTagged(req, res, reply)
    else
      write(res.set('Cache-Control', each.isSecret ? 'no-store, no-transform' : 'no-store'), reply)
  }
}

function redirect(each: Route, options: MountOptions): RequestHandler {
  return async (req, res, next) => {
    // Whoever only looks where a link leads has not followed it.
    if (req.method === 'HEAD') return unknownRoute(req, res, next)
    const reply = await each.handle(await callOf(each, req, res, options))
    res.set('Cache-Control', 'no-store').redirect(302, (reply as { location: string }).location)
  }
}

function stream(each: Route, options: MountOptions): RequestHandler {
  return async (req, res) => {
    const streamed = (await each.handle(await callOf(each, req, res, options))) as Streamed
    await sendStream(streamed, req, res)
  }
}

/** Whoever was let in is asked again and again whether they still would be. */
function live(each: Route, options: MountOptions): RequestHandler {
  const { access } = each
  if (access === 'open') throw new Error(`${each.operationId} would be read by anybody`)
  return async (req, res) => {
    if (req.method === 'HEAD') return void res.type('text/event-stream').end()
    const events = (await each.handle(await callOf(each, req, res, options))) as SentEvents
    const stillIn = async () => void (await letIn(options, req, access))
    await sendEvents(events, res, { ...options.streaming, stillIn })
  }
}

async function callOf(
  { query, body, access }: Route,
  req: Request,
  res: Response,
  { websites }: MountOptions,
): Promise<AnyCall> {
  const caller = res.locals.caller as Caller
  const sent: unknown = req.body
  const parsedQuery = query && parsed(query, { ...req.query })
  const parsedBody = body && parsed(body, sent)
  const scope =
    access === 'open'
      ? { org: '' }
      : await websites.scopeOf(caller, { ...namedIn(parsedQuery), ...namedIn(parsedBody) })
  return {
    params: req.params,
    query: parsedQuery,
    body: parsedBody,
    scope,
    website: () => websites.only(scope),
    caller,
    idempotencyKey: keyIn(req),
    keyed: undefined,
    markReplayed: () => markReplayed(res),
    note: (facts) => addFacts(res, facts),
    header: (name) => req.get(name),
    keepToken: (kept) => keepToken(res, kept),
  }
}

/** Throws `invalid_request` with a pointer for each field that is wrong. */
function parsed(schema: z.ZodType, sent: unknown): unknown {
  const result = schema.safeParse(sent)
  if (result.success) return result.data
  throw refuseFields(...schemaErrors(result.error, sent))
}

function namedIn(fields: unknown): { organizationId?: string; websiteId?: string } {
  const { organizationId, websiteId } = named.catch({}).parse(fields ?? {})
  return {
    ...(organizationId === undefined ? {} : { organizationId }),
    ...(websiteId === undefined ? {} : { websiteId }),
  }
}

function rendered(each: Route, reply: unknown, { checkReplies }: MountOptions): Rendered {
  if (checkReplies) check(each, reply)
  const { mediaType = 'application/json' } = each
  const body = mediaType === 'application/json' ? JSON.stringify(reply) : String(reply)
  return { status: 200, mediaType, headers: {}, body }
}

/** What a door that does not know conflicts answers to one. Throws every other error again. */
function ignored(each: Route, call: AnyCall, error: unknown): unknown {
  if (!each.ignored || !(error instanceof Failure) || error.code !== 'key_conflict') throw error
  return each.ignored(
    call,
    (error.errors ?? []).map(({ pointer }) => pointer),
  )
}

function check({ operationId, reply }: Route, answer: unknown): void {
  const result = reply.safeParse(answer)
  if (result.success) return
  throw new Error(`${operationId} answers what it does not say\n${z.prettifyError(result.error)}`)
}

/** For what no route answers. */
export const unknownRoute: RequestHandler = (_req, _res, next) =>
  next(new Failure('not_found', 'there is no such route'))
