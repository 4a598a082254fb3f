import type { z } from 'zod'
import type { FailureCode } from '../domain/failure.ts'
import type { Keyed } from '../engine/keyed.ts'
import type { Caller } from '../engine/keys.ts'
import type { Token } from '../engine/sessions.ts'
import type { Scope } from '../engine/scope.ts'
import type { Website } from '../store/websites.ts'

/**
 * Who may call: a key that reads, a key that writes, a key that reads or a user's own token, whoever has seen the website's
 * publishable key, or anybody.
 */
export type Access = 'read' | 'write' | 'self' | 'public' | 'open'

/** A request after it was let in and parsed. */
export interface Call<Params, Query, Body> {
  params: Params
  query: Query
  body: Body
  /** Whose records it may touch. */
  scope: Scope
  /** The one website it is about. Throws `invalid_request` if it names none and the organization has several. */
  website: () => Promise<Website>
  caller: Caller
  /** The header's, as it was sent. */
  idempotencyKey: string | undefined
  /** What the key makes of the request; it has to be handed to whatever is written. */
  keyed: Keyed | undefined
  /** Says in a header that nothing was done now, because it was done before. */
  markReplayed: () => void
  /** Puts facts on the log line of this request. */
  note: (facts: Readonly<Record<string, string>>) => void
  /** A header as it was sent. */
  header: (name: string) => string | undefined
  /** Gives the browser a session to keep, or takes away the one it has. */
  keepToken: (kept: Token | undefined) => void
}

/** A key that a body has of its own, beside the header's. */
export interface OwnKey {
  /** Within which it is unique. */
  scope: string
  key: string
  pointer: string
  /** Fields that the scope stands for, in whatever way they say it. */
  named?: readonly string[]
}

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type ParamNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamNames<Rest>
  : never
type Params<Path extends string> = Record<ParamNames<Path>, string>
type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined

interface Definition<
  Path extends string,
  Query extends z.ZodType | undefined,
  Body extends z.ZodType | undefined,
  Reply extends z.ZodType,
> {
  method: Method
  /** With parameters in braces, as OpenAPI writes them. */
  path: Path
  operationId: string
  summary: string
  description?: string
  tags: readonly [string, ...string[]]
  access: Access
  query?: Query
  body?: Body
  reply: Reply
  /** @default 200; a redirect's reply is its `location`. */
  status?: 200 | 302
  /** Failures that only this route answers with; those of keys, bodies and outages go without saying. */
  errors?: readonly FailureCode[]
  /** Text instead of JSON, of this media type. */
  mediaType?: string
  /** What a route answers bit by bit, as one of these media types; its reply is one of the bits. */
  streams?: readonly string[]
  /** Whether it goes on for as long as somebody reads, as server-sent events. */
  isLive?: boolean
  /** Fields of the body that do not count when it is asked whether two requests with one key are the same. */
  freeText?: readonly string[]
  /** Whether its body may be large: many things, each of which is looked at for itself. */
  isBulk?: boolean
  /** Whether the answer has an ETag, for who asks for it often. */
  isTagged?: boolean
  /** Whether the reply opens something. Under a key it is then stored sealed. */
  isSecret?: boolean
  ownKey?: (call: Call<Params<Path>, Parsed<Query>, Parsed<Body>>) => Promise<OwnKey | undefined>
  /** The reply to a key that was used for something else, where that is not an error. */
  ignored?: (
    call: Call<Params<Path>, Parsed<Query>, Parsed<Body>>,
    differs: string[],
  ) => z.input<Reply>
  run: (
    call: Call<Params<Path>, Parsed<Query>, Parsed<Body>>,
  ) => Promise<z.input<Reply>> | z.input<Reply>
}

/** A route as data: the router, the document and the tests read the same list. */
export interface Route extends Omit<
  Definition<string, z.ZodType | undefined, z.ZodType | undefined, z.ZodType>,
  'run' | 'ownKey' | 'ignored'
> {
  handle(call: AnyCall): Promise<unknown>
  ownKey?(call: AnyCall): Promise<OwnKey | undefined>
  ignored?(call: AnyCall, differs: string[]): unknown
}

export type AnyCall = Call<unknown, unknown, unknown>

/** Ties a route's schemas to what it runs. The query and the body have been parsed by them when it is called. */
export function route<
  const Path extends string,
  Reply extends z.ZodType,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
>({ run, ownKey, ignored, ...definition }: Definition<Path, Query, Body, Reply>): Route {
  type Own = Call<Params<Path>, Parsed<Query>, Parsed<Body>>
  return {
    ...definition,
    handle: async (call) => run(call as Own),
    ...(ownKey ? { ownKey: (call) => ownKey(call as Own) } : {}),
    ...(ignored ? { ignored: (call, differs) => ignored(call as Own, differs) } : {}),
  }
}

/** Whether a route writes anything, and so honours keys. */
export function isMutating({ access }: Pick<Route, 'access'>): boolean {
  return access === 'write'
}

/** The names in braces of a path. */
export function paramsOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

/** The same path as Express writes it. */
export function patternOf(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}
