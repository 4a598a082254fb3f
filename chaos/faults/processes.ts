import type { Hosted } from '../hosted.ts'
import { drawWriter } from './fault.ts'
import type { Fault, FaultKind, World } from './fault.ts'

type Struck = (world: World) => readonly Hosted[]

/** kill -9, SIGSTOP and orderly restarts of the database and of those that write to it. */
export const processFaults: FaultKind[] = [
  ...[killed, stopped, restarted].map((fault): FaultKind => {
    return { place: 'mongod', draw: () => fault('mongod', ({ engine }) => [engine.process]) }
  }),
  ...[killed, stopped, restarted].map((fault): FaultKind => {
    return {
      place: 'writers',
      draw(random) {
        const { title, of } = drawWriter(random)
        return fault(title, (world) => [of(world).process])
      },
    }
  }),
  { place: 'writers', draw: () => killed('all writers', everyWriter) },
]

/** The same for the product's two processes. */
export const productProcessFaults: FaultKind[] = [killed, stopped, restarted].flatMap((fault) =>
  (['api', 'worker'] as const).map((part): FaultKind => {
    return {
      place: 'product',
      draw: () => fault(part, ({ product }) => (product ? [product[part]] : [])),
    }
  }),
)

function everyWriter({ writers }: World): Hosted[] {
  return writers.map((writer) => writer.process)
}

function killed(name: string, struck: Struck): Fault {
  return faultOf(`kill -9 ${name}`, struck, (each) => each.kill())
}

function restarted(name: string, struck: Struck): Fault {
  return faultOf(`restart ${name}`, struck, (each) => each.end())
}

function faultOf(title: string, struck: Struck, strike: (each: Hosted) => Promise<void>): Fault {
  return {
    title,
    async begin(world) {
      await Promise.all(struck(world).map(strike))
      return async () => {
        await Promise.all(struck(world).map((each) => each.ensure()))
      }
    },
  }
}

function stopped(name: string, struck: Struck): Fault {
  return {
    title: `SIGSTOP ${name}`,
    async begin(world) {
      struck(world).forEach((each) => each.freeze())
      return () => struck(world).forEach((each) => each.thaw())
    },
  }
}
