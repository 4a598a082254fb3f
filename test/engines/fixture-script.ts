// What the bootstrap runs in the test beside it: tells what it was given, and ends as it is told.
import { untilAskedToStop } from '../../engines/stopping.ts'

const [ending, ...others] = process.argv.slice(2)
const node: string = process.version
const asked = untilAskedToStop()
console.log(JSON.stringify({ others, node, pid: process.pid }))
if (ending === 'wait') {
  const keepAlive = setInterval(() => {}, 60_000)
  await asked
  clearInterval(keepAlive)
  process.exitCode = 5
} else {
  process.exitCode = Number(ending)
}
