import { parseArgs } from 'node:util'
import { readConfig } from './config.ts'
import { createReplay } from './engine/replay.ts'
import type { ReplayLine, ReplayReport } from './engine/replay-report.ts'
import { createLedger } from './ledger/ledger.ts'
import { connectMongo } from './store/connect.ts'
import { createStore } from './store/index.ts'

// Counts a task again over the stored events, and makes up for what it would have paid otherwise: `node src/replay.ts`.

const usage = `usage: npm run replay -- --rule ID [options]
  --rule ID   the task to count again, as it is now
  --from ISO  only users of whom something came in since then; all of what they did is counted
  --dry-run   say what would change, and write nothing
  --json      print one JSON object last
  --help      show this`

const flags = flagsOrNot(process.argv.slice(2))
if (flags) await run(flags)

async function run({ rule, from, isDryRun, json }: Flags): Promise<void> {
  const { mongo } = readConfig(process.env)
  const connection = await connectMongo(mongo.url, mongo.db)
  try {
    const client = connection.getClient()
    const now = () => new Date()
    const ledger = createLedger({ db: client.db(mongo.db), client, now })
    const replay = createReplay({ store: await createStore(connection), ledger, now })
    const onLine = (line: ReplayLine) => console.log(textOf(line))
    const report = await replay({ rule, from, isDryRun, onLine })
    await ledger.drain()
    console.log(totalsOf(report))
    if (json) console.log(JSON.stringify(report))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  } finally {
    await connection.close()
  }
}

interface Flags {
  rule: string
  from: Date | undefined
  isDryRun: boolean
  json: boolean
}

/** Undefined once it has said why nothing is done. */
function flagsOrNot(args: string[]): Flags | undefined {
  try {
    const flags = parseFlags(args)
    if (flags === 'help') console.log(usage)
    else return flags
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
    process.exitCode = 2
  }
  return undefined
}

function parseFlags(args: string[]): Flags | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      rule: { type: 'string' },
      from: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const { rule, from, json } = values
  if (!rule) throw new Error('--rule is needed: the id of a task')
  return { rule, from: dateOf(from), isDryRun: values['dry-run'], json }
}

function dateOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  const isIso = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text)
  const date = new Date(text)
  if (isIso && !Number.isNaN(date.getTime())) return date
  throw new Error(`--from wants a date such as 2026-01-31 or 2026-01-31T12:00:00Z, not '${text}'`)
}

function textOf(line: ReplayLine): string {
  const refusal = 'refusal' in line && line.refusal ? `, refused: ${line.refusal}` : ''
  switch (line.kind) {
    case 'skipped':
      return `${line.user}: left to the next run, ${line.reason}`
    case 'finished':
      return `${line.user}: finishes an earlier run, moved ${line.moved}${refusal}`
    case 'changed': {
      const { user, owed, paid, difference, moved } = line
      const counted = `counted ${countedOf(line.before)} -> ${countedOf(line.now)}`
      const amounts = `owed ${owed}, paid ${paid}, difference ${difference}, moved ${moved}`
      return `${user}: ${counted}, ${amounts}${refusal}`
    }
  }
}

function countedOf(counted: { window: number; value: string } | null): string {
  if (!counted) return 'nothing'
  return counted.window === 0 ? counted.value : `${counted.value} (window ${counted.window})`
}

function totalsOf({
  users,
  changed,
  given,
  taken,
  left,
  skipped,
  ...report
}: ReplayReport): string {
  const points = `${given} given, ${taken} taken, ${left} left (${report.currency})`
  const what = report.dryRun ? 'dry run, nothing was written' : 'done'
  return `${what}: ${users} users, ${changed} changed, ${skipped.length} skipped; ${points}`
}
