import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { messageOf } from '../../engines/errors.mjs'
import { startMongod } from '../../engines/mongod.ts'
import { orLeave, untilAskedToStop } from '../../engines/stopping.ts'
import { prepareProjected, projectedOf } from '../../src/ledger/project.ts'
import { examples } from './model-examples.ts'
import { modelProperty } from './model-property.ts'
import { openPlace, problemsOf } from './support.ts'
import type { Place } from './support.ts'

// The model test for as long as one likes, on a mongod of its own. What fails is shrunk, and printed with what repeats it;
// put it into model-examples.ts when it is mended.

const usage = `usage: npm run test:model -- [options]
  --runs N    how many courses of action (1000)
  --seed S    draws them; the same seed draws the same (random)
  --path P    goes straight to a failure, as it was printed
  --help      show this`
const perLine = 500

const flags = readFlags()
if (flags === 'help') console.log(usage)
if (typeof flags === 'object') process.exitCode = (await runOnMongod(flags)) ? 0 : 1

interface Flags {
  runs: number
  seed: number
  path: string | undefined
}

function readFlags(): Flags | 'help' | undefined {
  try {
    const text = { type: 'string' } as const
    const { values } = parseArgs({
      options: { runs: text, seed: text, path: text, help: { type: 'boolean' } },
    })
    if (values.help) return 'help'
    const random = String(Date.now() % 2 ** 31)
    const { runs = '1000', seed = random, path } = values
    return { runs: numberIn('--runs', runs, 1), seed: numberIn('--seed', seed, -(2 ** 31)), path }
  } catch (error) {
    console.error(`${messageOf(error)}\n${usage}`)
    process.exitCode = 2
    return undefined
  }
}

function numberIn(name: string, text: string, least: number): number {
  const number = Number(text)
  if (/^-?\d+$/.test(text) && number >= least && number < 2 ** 31) return number
  throw new Error(`${name} wants a whole number of ${least} or more, not '${text}'`)
}

async function runOnMongod(flags: Flags): Promise<boolean> {
  const asked = untilAskedToStop()
  const dir = await mkdtemp(join(tmpdir(), 'vouchsafe-model-'))
  const mongod = await orLeave(asked, startMongod({ dir }))
  void asked.then(() => process.exit(1))
  process.env.MONGO_URL = mongod.url
  try {
    const place = await openPlace()
    const isGood = await run(place, flags)
    await place.close()
    return isGood
  } finally {
    await mongod.stop()
    await rm(dir, { recursive: true, force: true })
  }
}

async function run(place: Place, { runs, seed, path }: Flags): Promise<boolean> {
  await prepareProjected(projectedOf(place.db))
  const started = performance.now()
  let done = 0
  const onRun = () => {
    if (++done % perLine === 0) console.log(`${done} runs in ${secondsSince(started)} s`)
  }
  console.log(`${runs} runs, seed ${seed}`)
  const details = await fc.check(modelProperty(place, onRun), {
    ...{ numRuns: runs, seed, examples },
    ...(path === undefined ? {} : { path }),
  })
  const problems = await problemsOf(place)
  for (const problem of problems) console.error(problem)
  if (!details.failed && problems.length === 0) {
    console.log(`${details.numRuns} runs in ${secondsSince(started)} s: all as in the model`)
    return true
  }
  console.error(await fc.asyncDefaultReportMessage(details))
  console.error(`again: --seed ${details.seed} --path ${details.counterexamplePath ?? ''}`)
  return false
}

function secondsSince(started: number): number {
  return Math.round((performance.now() - started) / 1000)
}
