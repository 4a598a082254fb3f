import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startChild } from './child.ts'
import { messageOf } from './errors.mjs'
import { startMongod } from './mongod.ts'
import { orLeave, untilAskedToStop } from './stopping.ts'

// The ledger's audit, on the database that MONGO_URL names, or on the data that `npm start` keeps, while that is stopped.

const script = fileURLToPath(new URL('../src/audit.ts', import.meta.url))
const couldNot = 2
const asked = untilAskedToStop()

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  console.error(messageOf(error))
  process.exitCode = couldNot
}

async function run(args: string[]): Promise<number> {
  const { dataDir, rest } = withoutData(args)
  if (process.env['MONGO_URL'] || rest.includes('--help')) return audit(rest, {})
  const dir = join(resolve(dataDir), 'mongo')
  if (!existsSync(dir)) throw new Error(`there is no data in ${dataDir}`)
  const mongod = await orLeave(asked, startMongod({ dir }))
  try {
    return await audit(rest, { MONGO_URL: mongod.url })
  } finally {
    await mongod.stop()
  }
}

function withoutData(args: string[]) {
  const at = args.indexOf('--data')
  if (at === -1) return { dataDir: '.vouchsafe', rest: args }
  const dataDir = args[at + 1]
  if (!dataDir) throw new Error('--data wants a folder')
  return { dataDir, rest: args.toSpliced(at, 2) }
}

async function audit(args: string[], env: Record<string, string>): Promise<number> {
  const child = await startChild({
    command: process.execPath,
    args: [script, ...args],
    env: { ...process.env, ...env },
  })
  void asked.then(() => child.stop())
  return child.exited
}
