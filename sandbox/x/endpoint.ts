import type { VendorAnswer, VendorRequest, VendorRoute } from '../kit/vendor.ts'
import { admit } from './caller.ts'
import type { Access } from './caller.ts'
import type { Lookup, Page, PostBody } from './answers.ts'
import type { Limit, Limits } from './limits.ts'
import type { Param } from './params.ts'
import { invalidRequest, tooFast } from './problems.ts'
import type { View } from './view.ts'
import type { World } from './world.ts'
import type { UserV2 } from 'twitter-api-v2'

/** What an endpoint is asked, once the caller is admitted and the parameters are sound. */
export interface Ask {
  view: View
  /** A parameter of the path or the query. */
  text: (name: string) => string | undefined
  /** A comma list; empty if the parameter is absent. */
  list: (name: string) => string[]
  maxResults: (usual: number) => number
}

export interface Endpoint {
  path: string
  access: Access
  limit: Limit
  params: Record<string, Param>
  answer(
    ask: Ask,
  ):
    | Lookup<PostBody>
    | Lookup<PostBody[]>
    | Lookup<UserV2>
    | Lookup<UserV2[]>
    | Page<PostBody>
    | Page<UserV2>
}

/** Makes a route of an endpoint: token, then limit, then parameters, then the question itself. */
export function createRouteOf(world: World, limits: Limits) {
  return (endpoint: Endpoint): VendorRoute => {
    const name = `GET ${endpoint.path}`

    function answer(request: VendorRequest): VendorAnswer {
      const caller = admit(world, request, endpoint.access)
      if ('refusal' in caller) return caller.refusal
      const { kind, spender, viewer } = caller
      const allowed = limits.allowance(name, kind, endpoint.limit)
      const spent = limits.spend({ endpoint: name, spender, allowed, now: request.now })
      if (spent.isOver) return tooFast(spent.headers)

      const view = { world, viewer, moment: request.now - request.lagMs }
      const refused = refusalOf(request, endpoint.params)
      const given = refused ?? { status: 200, body: endpoint.answer(askOf(view, request)) }
      return { ...given, headers: { ...spent.headers, ...given.headers } }
    }

    return { method: 'GET', path: endpoint.path, answer }
  }
}

function refusalOf(request: VendorRequest, params: Endpoint['params']): VendorAnswer | undefined {
  const { query, now } = request
  const strange = [...query.keys()].find((name) => !Object.hasOwn(params, name))
  if (strange !== undefined) {
    const known = Object.keys(params).join(',')
    const message = `The query parameter [${strange}] is not one of [${known}]`
    return invalidRequest(strange, query.getAll(strange), message)
  }
  for (const [name, { isRequired, check }] of Object.entries(params)) {
    const value = request.params[name] ?? query.get(name)
    const complaint = value === null ? isRequired && 'can not be empty' : check(value, now)
    if (!complaint) continue
    const message = `The \`${name}\` query parameter value [${value ?? ''}] ${complaint}`
    return invalidRequest(name, value === null ? [] : [value], message)
  }
  return undefined
}

function askOf(view: View, { params, query }: VendorRequest): Ask {
  const text = (name: string) => params[name] ?? query.get(name) ?? undefined
  return {
    view,
    text,
    list: (name) => text(name)?.split(',') ?? [],
    maxResults: (usual) => Number(text('max_results') ?? usual),
  }
}
