import express from 'express'
import helmet from 'helmet'
import { requestLog, requestMetrics } from '../../src/api/requests.ts'
import { createLog } from '../../src/log.ts'
import { createMetrics } from '../../src/metrics.ts'

// B4: a route of Express with the middleware that ours has, which stores nothing.

const app = express()
app.disable('etag')
app.use(requestLog(createLog('api', 'warn')), requestMetrics(createMetrics()), helmet())
app.post('/api/v1/event', express.json({ limit: '64kb' }), (req, res) => {
  const { account } = req.body as { account?: unknown }
  res.json({ success: typeof account === 'string' })
})
app.listen(Number(process.env.BARE_PORT), '127.0.0.1')
