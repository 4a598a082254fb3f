import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { messageOf } from '../../../engines/errors.mjs'
import { startMongod } from '../../../engines/mongod.ts'
import { orLeave, untilAskedToStop } from '../../../engines/stopping.ts'
import { runBatches } from './batches.ts'
import type { Batches } from './batches.ts'

// The model test for as long as one likes, on a mongod of its own. What fails is shrunk and printed, with what repeats it.
// When it is mended, put it into `examples.ts`.

const usage = `usage: npm run test:model -- [options]
  --runs N    how many runs (1000)
  --seed S    draws them; the same seed draws the same (random)
  --path P    goes straight to a failure, as it was printed
  --help      show this`
const runsPerLine = 500

const wish = readFlags()
if (wish === 'help') console.log(usage)
if (typeof wish === 'object') process.exitCode = (await runOnMongod(wish)) ? 0 : 1

function readFlags(): Batches | 'help' | undefined {
  try {
    const text = { type: 'string' } as const
    const options = { runs: text, seed: text, path: text, help: { type: 'boolean' } } as const
    const { values } = parseArgs({ options })
    if (values.help) return 'help'
    const { runs = '1000', seed = String(randomInt(2 ** 31)), path } = values
    return { runs: wholeNumber('--runs', runs, 1), seed: wholeNumber('--seed', seed, 0), path }
  } catch (error) {
    console.error(`${messageOf(error)}\n${usage}`)
    process.exitCode = 2
    return undefined
  }
}

function wholeNumber(name: string, text: string, least: number): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= least && number < 2 ** 31) return number
  throw new Error(`${name} wants a whole number of ${least} or more, not '${text}'`)
}

async function runOnMongod(batches: Batches): Promise<boolean> {
  const asked = untilAskedToStop()
  const dir = await mkdtemp(join(tmpdir(), 'vouchsafe-model-'))
  try {
    const mongod = await orLeave(asked, startMongod({ dir }))
    process.env['MONGO_URL'] = mongod.url
    try {
      return await Promise.race([run(batches), asked.then(() => false)])
    } finally {
      await mongod.stop()
    }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

async function run(batches: Batches): Promise<boolean> {
  const { runs, seed } = batches
  console.log(`${runs} runs, seed ${seed}`)
  const started = performance.now()
  const seconds = () => Math.round((performance.now() - started) / 1000)
  let done = 0
  const onRun = () => {
    if (++done % runsPerLine === 0) console.log(`${done} runs in ${seconds()} s`)
  }
  const failures = await runBatches({ ...batches, onRun })
  for (const failure of failures) console.error(failure)
  if (failures.length > 0) return false
  console.log(`${done} runs in ${seconds()} s: all came to what the model came to; seed ${seed}`)
  return true
}
