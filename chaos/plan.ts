import type { Fault, FaultKind } from './faults/fault.ts'
import { createRandom } from './random.ts'
import type { Random } from './random.ts'

/** A fault and when it happens in its round. */
export interface Planned extends Fault {
  atMs: number
  forMs: number
}

export interface Round {
  number: number
  faults: Planned[]
}

const calmShare = 0.05
const pairShare = 0.5
/** Longer than clients and writers are patient. */
const longShare = 0.08

/** Which faults happen in which round, and when: the same for the same seed. Every kind comes up before one comes up again. */
export function planOf(seed: number, rounds: number, kinds: readonly FaultKind[]): Round[] {
  const random = createRandom(seed)
  let deck: FaultKind[] = []

  function next(except?: FaultKind['place']): FaultKind {
    if (deck.length < kinds.length) deck = [...deck, ...random.shuffled(kinds)]
    const place = deck.findIndex((kind) => kind.place !== except)
    const [kind] = deck.splice(place, 1)
    if (!kind) throw new Error('there are no faults to draw')
    return kind
  }

  return Array.from({ length: rounds }, (_, index) => {
    const round: Round = { number: index + 1, faults: [] }
    if (random.chance(calmShare)) return round
    const first = next()
    round.faults.push(planned(first, random))
    if (random.chance(pairShare)) round.faults.push(planned(next(first.place), random))
    return round
  })
}

function planned(kind: FaultKind, random: Random): Planned {
  const forMs = random.chance(longShare) ? random.int(4_000, 7_000) : random.int(200, 1_500)
  return { ...kind.draw(random), atMs: random.int(50, 700), forMs }
}
