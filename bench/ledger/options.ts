import { parseArgs } from 'node:util'

export interface Options {
  json: boolean
  quick: boolean
  /** Posts for so long instead, and looks at the memory. */
  memoryMinutes?: number
}

export const usage = `usage: npm run bench -- [options]
  --quick           everything once and short, for a look at the table (a minute)
  --memory MINUTES  post for so long to ever new accounts, and look at resident memory (10)
  --json            print one JSON object last`

/** Returns 'help' when that is asked for; throws a sentence about what it does not understand. */
export function parseOptions(args: readonly string[]): Options | 'help' {
  // The minutes may be left out, which parseArgs does not know of.
  const given = args.map((arg, index) => {
    return arg === '--memory' && !/^[\d.]+$/.test(args[index + 1] ?? '') ? '--memory=10' : arg
  })
  const { values } = parseArgs({
    args: given,
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      memory: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const { json, quick, memory } = values
  return { json, quick, ...(memory === undefined ? {} : { memoryMinutes: minutesOf(memory) }) }
}

function minutesOf(text: string): number {
  const minutes = Number(text)
  if (minutes > 0 && minutes <= 24 * 60) return minutes
  throw new Error(`--memory wants minutes, not '${text}'`)
}
