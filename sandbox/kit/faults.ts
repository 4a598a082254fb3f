import { z } from 'zod'
import { pathPattern } from './routes.ts'

const scope = {
  /** A path, perhaps with a method before it: `GET /2/users/:id`, `/2/*`. Everything if left out. */
  match: z.string().optional(),
  /** For so many calls; without `next` and `for`, until the faults are cleared. */
  next: z.int().positive().optional(),
  /** For so many milliseconds of the vendor's clock. */
  for: z.number().positive().optional(),
}

const schema = z.discriminatedUnion('kind', [
  // `form` picks one of the vendor's ways to say it; further keys are the vendor's business.
  z.looseObject({
    ...scope,
    kind: z.literal('limit'),
    retryAfterSeconds: z.number().optional(),
    form: z.string().optional(),
  }),
  z.strictObject({
    ...scope,
    kind: z.literal('status'),
    status: z.int().min(200).max(599),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.unknown().optional(),
  }),
  z.strictObject({ ...scope, kind: z.literal('slow'), ms: z.number().positive() }),
  z.strictObject({ ...scope, kind: z.literal('drop'), when: z.enum(['before', 'after']) }),
  z.strictObject({ ...scope, kind: z.literal('truncate') }),
  z.strictObject({ ...scope, kind: z.literal('html'), status: z.int().default(200) }),
  z.strictObject({ ...scope, kind: z.literal('empty'), status: z.int().default(204) }),
  z.strictObject({ ...scope, kind: z.literal('wrong_type'), field: z.string().optional() }),
  z.strictObject({ ...scope, kind: z.literal('unknown_field') }),
  z.strictObject({ ...scope, kind: z.literal('unknown_enum'), field: z.string() }),
  z.strictObject({ ...scope, kind: z.literal('token_dead') }),
  z.strictObject({ ...scope, kind: z.literal('lag'), ms: z.number().positive() }),
])

export type Fault = z.output<typeof schema>
export type FaultOrder = z.input<typeof schema>

interface Live {
  fault: Fault
  left: number
  until: number
}

/** The faults that are switched on. Of several that match a call the oldest strikes, so that they can be queued. */
export function createFaults() {
  let live: Live[] = []

  function isOver({ left, until }: Live, now: number): boolean {
    return left <= 0 || until <= now
  }

  return {
    /** Switches a fault on. Throws an Error that says what is wrong with the order. */
    add(order: unknown, now: number): Fault {
      const parsed = schema.safeParse(order)
      if (!parsed.success) throw new Error(z.prettifyError(parsed.error))
      const fault = parsed.data
      live.push({ fault, left: fault.next ?? Infinity, until: now + (fault.for ?? Infinity) })
      return fault
    },

    /** The fault that strikes this call, if any; it counts as used. */
    take(call: { method: string; path: string; now: number }): Fault | undefined {
      live = live.filter((one) => !isOver(one, call.now))
      const struck = live.find(({ fault }) => isMatch(fault.match, call))
      if (struck) struck.left -= 1
      return struck?.fault
    },

    list: (now: number): Fault[] =>
      live.filter((one) => !isOver(one, now)).map(({ fault }) => fault),
    clear: () => void (live = []),
  }
}

export type Faults = ReturnType<typeof createFaults>

function isMatch(match: string | undefined, call: { method: string; path: string }): boolean {
  if (match === undefined) return true
  const [first = '', second] = match.split(' ')
  const isMethod = second === undefined || first.toUpperCase() === call.method
  return isMethod && pathPattern(second ?? first).test(call.path)
}
