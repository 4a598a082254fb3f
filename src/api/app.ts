import express from 'express'
import type { Express } from 'express'
import helmet from 'helmet'
import { compressed } from './compress.ts'
import { consoleFiles } from './console.ts'
import { mount, unknownRoute } from './mount.ts'
import { openApiRoute } from './openapi-route.ts'
import type { AppOptions } from './options.ts'
import { problems } from './problems.ts'
import { createRates } from './rates.ts'
import { reference } from './reference.ts'
import { requestLog, requestMetrics } from './requests.ts'
import { routesOf } from './routes.ts'

export type { AppOptions } from './options.ts'

/** The two doors, what operators ask, and the console, on one Express. */
export function createApp(options: AppOptions): Express {
  const { engine, log, metrics, config, checkReplies, streaming } = options
  const app = express()
  app.disable('etag')
  app.use(requestLog(log), requestMetrics(metrics), helmet(strict), compressed())

  const routes = routesOf(options)
  const all = [...routes, openApiRoute(routes, config.publicUrl)]
  const rates = createRates(config.rateLimits)
  for (const each of all) mount(app, each, { ...engine, rates, checkReplies, streaming })
  app.use('/api/reference', reference())
  app.use(consoleFiles(config.consoleDist))
  return app.use(unknownRoute).use(problems)
}

/** Answers are data: nothing in them is to be run, framed or loaded. */
const strict = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
}
