import { z } from 'zod'
import { failures } from '../domain/failure.ts'
import type { FailureCode } from '../domain/failure.ts'
import { keyHeader } from './idempotency.ts'
import { isClaimr } from './problems.ts'
import { ruleTypeSchemas } from './rule-type-schemas.ts'
import { rule } from './replies.ts'
import { isMutating, paramsOf } from './route.ts'
import type { Route } from './route.ts'
import { cookieName } from './session-cookie.ts'
import { claimrProblem, problem } from './problem-schemas.ts'

type Json = Record<string, unknown>
type Io = 'input' | 'output'

/** The OpenAPI 3.1 document of these routes, made from the very schemas that validate. */
export function openApiOf(routes: readonly Route[], publicUrl: string) {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Vouchsafe',
      version: '1',
      description:
        'Rewards users for what they can be seen to have done. Compatible with the loyalty API of Snag (`/api/...`) and the points API of claimr (`/api/v1/...`).',
    },
    servers: [{ url: publicUrl }],
    paths: pathsOf(routes),
    components: {
      schemas: { ...componentsOf(routes, 'input'), ...componentsOf(routes, 'output') },
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-KEY' },
        bearer: { type: 'http', scheme: 'bearer' },
        publishable: { type: 'apiKey', in: 'query', name: 'pub' },
        session: { type: 'apiKey', in: 'cookie', name: cookieName },
      },
    },
  }
}

function pathsOf(routes: readonly Route[]): Record<string, Json> {
  const paths: Record<string, Json> = {}
  for (const each of routes) {
    paths[each.path] = { ...paths[each.path], [each.method]: operationOf(each) }
  }
  return paths
}

function operationOf(each: Route): Json {
  const { operationId, summary, description, tags, body } = each
  const requestBody = body && {
    required: false,
    content: { 'application/json': { schema: refTo(bodyName(each)) } },
  }
  return {
    ...{ operationId, summary, tags },
    ...(description === undefined ? {} : { description }),
    security: securityOf(each),
    parameters: [...pathParameters(each), ...queryParameters(each), ...keyParameters(each)],
    ...(requestBody ? { requestBody } : {}),
    responses: { ...answersOf(each), ...problemsOf(each) },
  }
}

function securityOf({ access, path }: Route): Json[] {
  if (access === 'open') return []
  if (access === 'public') return [{ publishable: [] }]
  return isClaimr(path) ? [{ bearer: [] }] : [{ apiKey: [] }, { session: [] }]
}

function pathParameters({ path }: Route): Json[] {
  return paramsOf(path).map((name) => ({
    ...{ name, in: 'path', required: true },
    schema: { type: 'string' },
  }))
}

function queryParameters({ query }: Route): Json[] {
  if (!query) return []
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' })
  return Object.entries(properties).map(([name, schema]) => ({
    ...{ name, in: 'query', required: required.includes(name), schema },
  }))
}

function keyParameters(each: Route): Json[] {
  if (!isMutating(each)) return []
  return [
    {
      ...{ name: keyHeader, in: 'header', required: false },
      schema: { type: 'string', minLength: 1, maxLength: 200 },
      description:
        'Any text, unique for the organization. The same request again changes nothing and is answered as it was the first time, for ever.',
    },
  ]
}

const replayHeaders = {
  'Idempotent-Replayed': {
    schema: { const: 'true' },
    description: 'Sent when nothing was done now, because it was done before under the same key.',
  },
}

function answersOf(each: Route): Json {
  if (each.status === 302) {
    const headers = { Location: { schema: { type: 'string' } } }
    return { 302: { description: 'Where the link leads.', headers } }
  }
  const mediaTypes = each.streams ?? [each.mediaType ?? 'application/json']
  const content = Object.fromEntries(
    mediaTypes.map((mediaType) => [mediaType, { schema: schemaOf(each, mediaType) }]),
  )
  const headers = isMutating(each) ? { headers: replayHeaders } : {}
  return { 200: { description: 'Done.', ...headers, content } }
}

function schemaOf(each: Route, mediaType: string): Json {
  return mediaType === 'text/csv' ? { type: 'string' } : refTo(replyName(each))
}

/** One answer for each status, naming the codes that come with it. */
function problemsOf(each: Route): Json {
  const codes = new Map<number, Set<FailureCode>>()
  for (const code of codesOf(each)) {
    const { status } = failures[code]
    codes.set(status, (codes.get(status) ?? new Set()).add(code))
  }
  const [mediaType, name] = isClaimr(each.path)
    ? ['application/json', 'ClaimrProblem']
    : ['application/problem+json', 'Problem']
  const content = { [mediaType]: { schema: refTo(name) } }
  return Object.fromEntries(
    [...codes].map(([status, of]) => [status, { description: [...of].join(', '), content }]),
  )
}

function codesOf(each: Route): FailureCode[] {
  const { access, body, query, errors = [] } = each
  const entry: FailureCode[] =
    access === 'open' ? [] : ['malformed_request', 'unauthenticated', 'forbidden', 'unavailable']
  const reading: FailureCode[] = body ? ['malformed_request', 'payload_too_large'] : []
  const fields: FailureCode[] = body || query ? ['invalid_request'] : []
  return [...entry, ...reading, ...fields, ...keyCodesOf(each), ...errors]
}

/** A door that ignores a key's other use has no conflict. */
function keyCodesOf(each: Route): FailureCode[] {
  if (!isMutating(each)) return []
  const conflict: FailureCode[] = each.ignored ? [] : ['key_conflict']
  return ['invalid_request', ...conflict, 'key_in_progress']
}

/** Bodies as they are sent, replies as they are answered. */
function componentsOf(routes: readonly Route[], io: Io): Record<string, unknown> {
  const registry = z.registry<{ id: string }>()
  const add = (schema: z.ZodType, id: string) => {
    if (!registry.has(schema)) registry.add(schema, { id })
  }
  if (io === 'output') {
    add(rule, 'Rule')
    add(problem, 'Problem')
    add(claimrProblem, 'ClaimrProblem')
  } else {
    for (const [name, schema] of Object.entries(ruleTypeSchemas())) add(schema, name)
  }
  const named = routes.map((each) => {
    const schema = io === 'input' ? each.body : each.reply
    return schema && { schema, name: io === 'input' ? bodyName(each) : replyName(each) }
  })
  for (const each of named) if (each) add(each.schema, each.name)
  const { schemas } = z.toJSONSchema(registry, {
    io,
    uri: (id) => `#/components/schemas/${id}`,
    unrepresentable: 'any',
  })
  return withAliases(schemas, registry, named)
}

/** A schema that several routes share is written once; the others refer to it. */
function withAliases(
  schemas: Record<string, unknown>,
  registry: { get(schema: z.ZodType): { id?: string } | undefined },
  named: readonly ({ schema: z.ZodType; name: string } | undefined)[],
): Record<string, unknown> {
  const written = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, withoutIdentity(schema as Json)]),
  )
  for (const each of named) {
    const id = each && registry.get(each.schema)?.id
    if (each && id !== undefined && id !== each.name) written[each.name] = refTo(id)
  }
  return written
}

function withoutIdentity(schema: Json): Json {
  return Object.fromEntries(
    Object.entries(schema).filter(([name]) => name !== '$schema' && name !== '$id'),
  )
}

function refTo(name: string): Json {
  return { $ref: `#/components/schemas/${name}` }
}

function bodyName({ operationId }: Route): string {
  return `${operationId}.body`
}

function replyName({ operationId }: Route): string {
  return `${operationId}.reply`
}
