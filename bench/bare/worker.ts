import { fileURLToPath } from 'node:url'
import { NativeConnection, Worker } from '@temporalio/worker'

const connection = await NativeConnection.connect({ address: process.env.TEMPORAL_ADDRESS ?? '' })
const common = { connection, namespace: process.env.TEMPORAL_NAMESPACE ?? 'vouchsafe' }
const activities = { first: async () => {}, second: async () => {} }

const workers = await Promise.all([
  Worker.create({
    ...common,
    taskQueue: 'bare',
    activities,
    workflowsPath: fileURLToPath(new URL('workflows.ts', import.meta.url)),
    maxCachedWorkflows: 200,
    nonStickyToStickyPollRatio: 0.6,
  }),
  Worker.create({ ...common, taskQueue: 'bare.first', activities }),
])
await Promise.all(workers.map((worker) => worker.run()))
