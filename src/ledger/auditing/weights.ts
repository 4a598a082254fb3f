import { randomBytes } from 'node:crypto'

/** Odd numbers of 64 bits that nobody could have foreseen. */
export interface Weight {
  postings: bigint
  credited: bigint
  debited: bigint
}

type Groups = Map<string | undefined, Weight>
type Rules = Map<string | undefined, Groups>

/** Gives everything that points were given for weights of its own, so that many totals can be compared as one number. */
export function createWeights() {
  const kinds = new Map<string, Rules>()

  function of(kind: string, rule: string | undefined, group: string | undefined): Weight {
    const rules = orNew(kinds, kind, (): Rules => new Map())
    const groups = orNew(rules, rule, (): Groups => new Map())
    return orNew(groups, group, newWeight)
  }

  return { of, clear: () => kinds.clear() }
}

function newWeight(): Weight {
  const bytes = randomBytes(24)
  const odd = (at: number) => bytes.readBigUInt64LE(at) | 1n
  return { postings: odd(0), credited: odd(8), debited: odd(16) }
}

function orNew<Name, Value>(map: Map<Name, Value>, name: Name, make: () => Value): Value {
  const known = map.get(name)
  if (known !== undefined) return known
  const made = make()
  map.set(name, made)
  return made
}
