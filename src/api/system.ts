import { z } from 'zod'
import { Failure } from '../domain/failure.ts'
import type { RouteOptions } from './options.ts'
import { route } from './route.ts'
import type { Route } from './route.ts'

/** What operators and their machines ask. */
export function systemRoutes({ health, metrics }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/healthz',
      operationId: 'isAlive',
      summary: 'Whether the process is alive',
      tags: ['System'],
      access: 'open',
      reply: z.object({ status: z.literal('ok') }),
      run: () => ({ status: 'ok' as const }),
    }),
    route({
      method: 'get',
      path: '/readyz',
      operationId: 'isReady',
      summary: 'Whether MongoDB and Temporal can be reached',
      tags: ['System'],
      access: 'open',
      reply: z.object({ status: z.literal('ready') }),
      errors: ['unavailable'],
      async run() {
        const missing = (await Promise.all(Object.entries(health).map(unreachable))).flat()
        if (missing.length === 0) return { status: 'ready' as const }
        const message = `cannot be reached: ${missing.join(', ')}`
        throw new Failure('unavailable', message, {
          errors: missing.map((name) => ({
            pointer: `/${name}`,
            code: 'unreachable',
            message: `${name} cannot be reached`,
          })),
        })
      },
    }),
    route({
      method: 'get',
      path: '/metrics',
      operationId: 'readMetrics',
      summary: "Figures in Prometheus' text format",
      tags: ['System'],
      access: 'open',
      mediaType: 'text/plain',
      reply: z.string(),
      run: () => metrics.registry.metrics(),
    }),
  ]
}

async function unreachable([name, ask]: [string, () => Promise<void>]): Promise<string[]> {
  try {
    await ask()
    return []
  } catch {
    // Why it cannot be reached is in its own logs; here only what is missing counts.
    return [name]
  }
}
