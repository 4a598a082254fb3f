import { z } from 'zod'
import { pathPattern } from '../kit/routes.ts'
import { callFault, lineFault } from './fault-kinds.ts'
import type { CallFault, ChainFault, LineFault } from './fault-kinds.ts'

/** The faults that are switched on, by the clock `now` in milliseconds. */
export function createFaults(now: () => number) {
  const line = createQueue<LineFault>(now)
  const call = createQueue<CallFault>(now)

  return {
    /** Switches a fault on. Throws an Error that says what is wrong with the order. */
    add(order: unknown): ChainFault {
      if (isOfLine(order)) return line.add(parse(lineFault, order))
      return call.add(parse(callFault, order))
    },
    /** The fault that strikes a request with these methods, if any; it counts as used. */
    strikeLine: (methods: string[]): LineFault | undefined => line.take(methods),
    /** The fault that strikes one call, if any; it counts as used. */
    strikeCall: (method: string): CallFault | undefined => call.take([method]),
    list: (): ChainFault[] => [...line.list(), ...call.list()],
    clear(): void {
      line.clear()
      call.clear()
    },
  }
}

export type Faults = ReturnType<typeof createFaults>

interface Live<F> {
  fault: F
  left: number
  until: number
  met: number
}

// Of several faults that match, the oldest strikes, so that they can be queued.
function createQueue<F extends ChainFault>(now: () => number) {
  let live: Live<F>[] = []
  const alive = () => (live = live.filter(({ left, until }) => left > 0 && until > now()))

  return {
    add(fault: F): F {
      live.push({
        fault,
        left: fault.next ?? Infinity,
        until: now() + (fault.for ?? Infinity),
        met: 0,
      })
      return fault
    },
    take(methods: string[]): F | undefined {
      const struck = alive().find((one) => isMatch(one, methods))
      if (struck) struck.left -= 1
      return struck?.fault
    },
    list: (): F[] => alive().map(({ fault }) => fault),
    clear: () => void (live = []),
  }
}

function isMatch<F extends ChainFault>(one: Live<F>, methods: string[]): boolean {
  const { match = '*', every } = one.fault
  const pattern = pathPattern(match)
  if (!methods.some((method) => pattern.test(method))) return false
  one.met += 1
  return (one.met - 1) % every === 0
}

function isOfLine(order: unknown): boolean {
  const kinds = lineFault.options.map(({ shape }) => shape.kind.value)
  const kind = (order as { kind?: unknown } | null)?.kind
  return kinds.some((one) => one === kind)
}

function parse<T>(schema: z.ZodType<T>, order: unknown): T {
  const parsed = schema.safeParse(order)
  if (parsed.success) return parsed.data
  throw new Error(z.prettifyError(parsed.error))
}
