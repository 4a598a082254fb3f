import { z } from 'zod'
import { openApiOf } from './openapi.ts'
import { route } from './route.ts'
import type { Route } from './route.ts'

/** Serves the document of these routes, and of itself. It is made when it is first asked for. */
export function openApiRoute(routes: readonly Route[], publicUrl: string): Route {
  let made: ReturnType<typeof openApiOf> | undefined
  const own: Route = route({
    method: 'get',
    path: '/api/openapi.json',
    operationId: 'readOpenApi',
    summary: 'This document',
    tags: ['System'],
    access: 'open',
    reply: z.looseObject({ openapi: z.string() }),
    run: () => (made ??= openApiOf([...routes, own], publicUrl)),
  })
  return own
}
