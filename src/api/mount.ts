import type { Express, Request, RequestHandler, Response } from 'express'
import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import type { Caller, Keys } from '../engine/keys.ts'
import type { Websites } from '../engine/websites.ts'
import { refuseFields } from '../rules/field-failure.ts'
import { schemaErrors } from '../rules/schema-errors.ts'
import { letIn } from './auth.ts'
import { readBody } from './body.ts'
import { addFacts, setPattern } from './requests.ts'
import { patternOf } from './route.ts'
import type { Call, Route } from './route.ts'

export interface MountOptions {
  keys: Pick<Keys, 'check'>
  websites: Websites
  /** Holds every answer against the schema it is documented with, which tests want and production does without. */
  checkReplies?: boolean | undefined
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
    ...(each.body ? readBody : []),
    answer(each, options),
  ]
  app[each.method](patternOf(each.path), ...handlers)
}

function enter({ access, path }: Route, { keys }: MountOptions): RequestHandler {
  return async (req, res, next) => {
    setPattern(res, path)
    res.locals.caller = access === 'open' ? nobody : await letIn(keys, req, access)
    next()
  }
}

function answer(each: Route, options: MountOptions): RequestHandler {
  return async (req, res, next) => {
    // Whoever only looks where a link leads has not followed it.
    if (req.method === 'HEAD' && each.status === 302) return unknownRoute(req, res, next)
    const reply = await each.handle(await callOf(each, req, res, options))
    if (options.checkReplies) check(each, reply)
    send(each, res, reply)
  }
}

async function callOf(
  { query, body, access }: Route,
  req: Request,
  res: Response,
  { websites }: MountOptions,
): Promise<Call<unknown, unknown, unknown>> {
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
    idempotencyKey: req.get('idempotency-key'),
    note: (facts) => addFacts(res, facts),
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

function check({ operationId, reply }: Route, answer: unknown): void {
  const result = reply.safeParse(answer)
  if (result.success) return
  throw new Error(`${operationId} answers what it does not say\n${z.prettifyError(result.error)}`)
}

function send({ status = 200, mediaType }: Route, res: Response, reply: unknown): void {
  res.set('Cache-Control', 'no-store')
  if (status === 302) return res.redirect(302, (reply as { location: string }).location)
  if (mediaType) return void res.type(mediaType).send(reply)
  res.status(status).json(reply)
}

/** For what no route answers. */
export const unknownRoute: RequestHandler = (_req, _res, next) =>
  next(new Failure('not_found', 'there is no such route'))
