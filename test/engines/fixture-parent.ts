// A process that starts a child and then does nothing, to be killed by the test beside it.
import { startChild } from '../../engines/child.ts'

const [command = '', ...args] = process.argv.slice(2)
await startChild({ command, args, graceSeconds: 1 })
setInterval(() => {}, 60_000)
