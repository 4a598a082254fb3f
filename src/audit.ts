import { parseArgs } from 'node:util'
import { readMongo } from './config.ts'
import { auditLedger } from './ledger/audit.ts'
import type { Audit } from './ledger/audit.ts'
import { makeRoots } from './ledger/roots.ts'
import { connectMongo } from './store/connect.ts'

// Re-computes the whole ledger and prints what is wrong with it.

const usage = `usage: npm run audit -- [options]
  --data DIR  the data that npm start keeps in DIR (.vouchsafe), while it is stopped; left out if MONGO_URL is set
  --at TIME   as of a time, such as 2026-01-31T00:00:00Z
  --roots     make the roots of the days that are over first
  --json      print one JSON object last
  --help      show this
exit codes: 0 nothing is wrong, 1 something is wrong with the ledger, 2 it could not be audited`

const exitCodes = { sound: 0, flawed: 1, failed: 2 } as const

interface Flags {
  at: Date | undefined
  roots: boolean
  json: boolean
}

try {
  const flags = parseFlags(process.argv.slice(2))
  if (flags === 'help') console.log(usage)
  else process.exitCode = await run(flags)
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = exitCodes.failed
}

function parseFlags(args: string[]): Flags | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      at: { type: 'string' },
      roots: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const at = values.at === undefined ? undefined : new Date(values.at)
  if (at && Number.isNaN(at.getTime())) throw new Error(`--at wants a time, not '${values.at}'`)
  return { at, roots: values.roots, json: values.json }
}

async function run({ at, roots, json }: Flags): Promise<number> {
  const { url, db: name } = readMongo(process.env)
  const connection = await connectMongo(url, name)
  try {
    const db = connection.getClient().db(name)
    if (roots) console.log(`${await makeRoots(db, new Date())} roots were made`)
    const began = performance.now()
    const audit = await auditLedger({ db, at })
    const seconds = (performance.now() - began) / 1000
    tell(audit, seconds)
    if (json) console.log(JSON.stringify({ ...audit, ...rateOf(audit, seconds) }))
    return audit.problems.length > 0 ? exitCodes.flawed : exitCodes.sound
  } finally {
    await connection.close()
  }
}

function tell({ entries, accounts, roots, lastRoot, problems }: Audit, seconds: number): void {
  for (const { account, seq, problem } of problems) {
    console.log([account, ...(seq > 0 ? [`entry ${seq}`] : []), problem].filter(Boolean).join(': '))
  }
  if (lastRoot) console.log(`the root of ${lastRoot.day} is ${lastRoot.root}`)
  const found = problems.length === 0 ? 'nothing is wrong' : 'something is wrong'
  console.log(
    `${entries} entries of ${accounts} accounts and ${roots} roots in ${seconds.toFixed(1)} s: ${found}`,
  )
}

function rateOf({ entries }: Audit, seconds: number) {
  return { seconds, entriesPerSecond: Math.round(entries / seconds) }
}
