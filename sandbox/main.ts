import { parseArgs } from 'node:util'
import { startSandbox } from './index.ts'

// The outside world as a process of its own: `node sandbox/main.ts [--port N]`. Says where everything is, and stays.
const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } })
const sandbox = await startSandbox({ port: Number(values.port) })
console.log(JSON.stringify(sandbox))

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.stop())
