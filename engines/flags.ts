import { parseArgs } from 'node:util'

export type Flags = {
  /** Ends after the tour. */
  once: boolean
  tour: boolean
  dataDir: string
  /** Where the API is wished to listen. */
  port: number
}

export const usage = `usage: npm start -- [options]
  --once       run the tour, stop everything, exit 0 only if every step of it held
  --no-tour    start without the tour
  --data DIR   keep the data in DIR (.vouchsafe)
  --port N     let the API listen on N (3000), or on the next free port
  --help       show this`

/** Returns 'help' when that is asked for; throws a sentence about what it does not understand. */
export function parseFlags(args: string[]): Flags | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      once: { type: 'boolean', default: false },
      'no-tour': { type: 'boolean', default: false },
      data: { type: 'string', default: '.vouchsafe' },
      port: { type: 'string', default: '3000' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  if (values.once && values['no-tour'])
    throw new Error('--once is the tour, --no-tour is without it')
  if (values.data === '') throw new Error('--data wants a folder')
  return {
    once: values.once,
    tour: !values['no-tour'],
    dataDir: values.data,
    port: portOf(values.port),
  }
}

function portOf(text: string) {
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port
  throw new Error(`--port wants a number from 1 to 65535, not '${text}'`)
}
