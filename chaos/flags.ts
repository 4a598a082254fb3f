import { parseArgs } from 'node:util'

export interface Flags {
  rounds: number
  seed: number
  /** Operations on the ledger in each round. */
  operations: number
  /** Whether the API and the worker take part. */
  product: boolean
  json: boolean
}

export const usage = `usage: npm run chaos -- [options]
  --rounds N      how many rounds (20)
  --seed S        draws the faults; the same seed draws the same (1)
  --operations N  operations on the ledger in each round (800)
  --no-product    the ledger alone, without the API and the worker
  --json          print one JSON object last
  --help          show this`

/** Returns 'help' when that is asked for; throws a sentence about what it does not understand. */
export function parseFlags(args: string[]): Flags | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      operations: { type: 'string', default: '800' },
      product: { type: 'boolean', default: false },
      'no-product': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  return {
    rounds: wholeNumber('--rounds', values.rounds),
    seed: wholeNumber('--seed', values.seed),
    operations: wholeNumber('--operations', values.operations),
    product: !values['no-product'],
    json: values.json,
  }
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text)
  if (/^\d+$/.test(text) && number >= 1 && number < 2 ** 32) return number
  throw new Error(`${name} wants a whole number of 1 or more, not '${text}'`)
}
