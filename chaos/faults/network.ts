import type { Proxy } from '../proxy.ts'
import type { Random } from '../random.ts'
import { drawWriter } from './fault.ts'
import type { Fault, FaultKind, World } from './fault.ts'

type Networks = (world: World) => readonly Proxy[]

/** What networks do between a writer and MongoDB. */
export const networkFaults: FaultKind[] = [
  kindOf(cut),
  kindOf(frozen),
  kindOf(deaf),
  { place: 'network', draw: () => cut('all writers', ({ writers }) => writers.map(networkOf)) },
  { place: 'network', draw: () => frozen('all writers', ({ writers }) => writers.map(networkOf)) },
]

/** The same for the product's processes, and between them and Temporal. */
export const productNetworkFaults: FaultKind[] = [
  ...[cut, frozen].flatMap((fault) =>
    (['api to mongod', 'worker to mongod', 'worker to temporal'] as const).map(
      (line): FaultKind => {
        return {
          place: 'product',
          draw: () => fault(line, ({ product }) => (product ? [product.networks[line]] : [])),
        }
      },
    ),
  ),
]

function kindOf(fault: (name: string, struck: Networks, random: Random) => Fault): FaultKind {
  return {
    place: 'network',
    draw(random) {
      const { title, of } = drawWriter(random)
      return fault(title, (world) => [of(world).network], random)
    },
  }
}

function cut(name: string, struck: Networks): Fault {
  return {
    title: `network cut, ${name}`,
    async begin(world) {
      struck(world).forEach((network) => network.cut())
      return () => struck(world).forEach((network) => network.mend())
    },
  }
}

function frozen(name: string, struck: Networks): Fault {
  return {
    title: `network frozen, ${name}`,
    async begin(world) {
      struck(world).forEach((network) => network.freeze())
      return () => struck(world).forEach((network) => network.thaw())
    },
  }
}

/** One way only: commands arrive and are carried out, their answers do not come back. */
function deaf(name: string, struck: Networks, random: Random): Fault {
  const command = random.pick(['insert', 'find', 'aggregate', 'commitTransaction'])
  const times = random.int(1, 12)
  return {
    title: `answers to ${command} lost ${times} times, ${name}`,
    async begin(world) {
      struck(world).forEach((network) => network.loseAnswersOf(command, times))
      return () => struck(world).forEach((network) => network.loseAnswersOf('', 0))
    },
  }
}

function networkOf({ network }: { network: Proxy }): Proxy {
  return network
}
