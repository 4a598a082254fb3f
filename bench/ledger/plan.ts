import type { ContenderName, Load, Spread } from './job.ts'

/** One line of the table. */
export interface Row {
  name: string
  contender: ContenderName
  spread: Spread
  load: Load
  creditsPerCall?: number
  repeatedShare?: number
  variant?: string
  /** @default 1 */
  processes?: number
  /** The projection runs beside it, in a process of its own. */
  isProjected?: boolean
  /** Rows that a figure is made of are run more often. */
  isFigure?: boolean
}

const ours = { contender: 'ours', spread: 'uniform' } as const
const full = { inFlight: 1000 }

/** The rows that the figures name; all of ours are single credits where they do not say otherwise. */
export const named = {
  hot: { ...ours, name: 'ours', spread: 'hot', load: full, isFigure: true },
  full: { ...ours, name: 'ours', load: full, isFigure: true },
  repeated: {
    ...ours,
    name: 'ours, 2 % repeated keys',
    load: full,
    repeatedShare: 0.02,
    isFigure: true,
  },
  projected: {
    ...ours,
    name: 'ours, projection running',
    load: full,
    isProjected: true,
    isFigure: true,
  },
  two: { ...ours, name: 'ours, two processes', load: full, processes: 2, isFigure: true },
  ceiling: {
    name: 'B3 insert only, batches of 500',
    contender: 'ceiling',
    spread: 'uniform',
    load: { inFlight: 1 },
    isFigure: true,
  },
} as const satisfies Record<string, Row>

/** In the order in which they are run; a row stands beside what it is divided by. */
export const rows: readonly Row[] = [
  ...[1, 16].map((inFlight) => naive({ inFlight })),
  ...[64, 256].map((inFlight) => naive({ inFlight }, { isFigure: true })),
  naive({ inFlight: 16 }, { spread: 'hot' }),
  ...[1, 16, 64].map((inFlight) => medici({ inFlight })),
  medici({ inFlight: 32 }, { isFigure: true }),
  medici(
    { inFlight: 32 },
    { name: 'B2 medici, no snapshots', variant: 'no snapshots', isFigure: true },
  ),
  medici({ inFlight: 16 }, { spread: 'hot' }),
  ...[1, 16, 64, 256].map((inFlight) => ({ ...ours, name: 'ours', load: { inFlight } })),
  named.full,
  named.ceiling,
  { ...named.ceiling, name: 'B3 + balances', variant: 'balances', isFigure: false },
  batches({ inFlight: 1 }),
  batches({ inFlight: 2 }, { isFigure: true }),
  named.projected,
  named.repeated,
  named.hot,
  { ...named.hot, load: { inFlight: 64 }, isFigure: false },
  batches({ inFlight: 2 }, { spread: 'hot' }),
  named.two,
  { ...named.two, spread: 'hot', isFigure: false },
]

/** The rows whose rate is a share of the best one, and is kept whatever is answered. */
export function openRows(creditsPerSecond: number): readonly Row[] {
  const load = { perSecond: Math.round(0.6 * creditsPerSecond) }
  const open = { ...ours, name: 'ours at 60 %', load }
  return [open, { ...open, name: 'ours at 60 %, projection running', isProjected: true }]
}

function naive(load: Load, more: Partial<Row> = {}): Row {
  return { name: 'B1 naive', contender: 'naive', spread: 'uniform', load, ...more }
}

function medici(load: Load, more: Partial<Row> = {}): Row {
  return { name: 'B2 medici', contender: 'medici', spread: 'uniform', load, ...more }
}

function batches(load: Load, more: Partial<Row> = {}): Row {
  return { ...ours, name: 'ours, batches of 500', creditsPerCall: 500, load, ...more }
}
