import express from 'express'
import helmet from 'helmet'
import { compressed } from '../../src/api/compress.ts'
import { consoleFiles } from '../../src/api/console.ts'
import { requestLog, requestMetrics } from '../../src/api/requests.ts'
import { createLog } from '../../src/log.ts'
import { createMetrics } from '../../src/metrics.ts'

// Serves the bare page as the API serves the console: the same middleware, compression, headers and policy.

const { BARE_DIST = '', BARE_PORT } = process.env
const app = express()
app.disable('etag')
app.use(requestLog(createLog('api', 'warn')), requestMetrics(createMetrics()), helmet())
app.use(compressed(), consoleFiles(BARE_DIST))
app.listen(Number(BARE_PORT), '127.0.0.1')
