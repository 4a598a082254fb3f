/** What a process throws in these tests where it dies. */
export class Death extends Error {}

/**
 * A process's view of its parts that may die before any call of theirs, and after any: in all of the steps there are,
 * not only in those that somebody thought of.
 */
export function mortal<T extends object>(parts: T, mayDie: () => boolean): T {
  return new Proxy(parts, {
    get(target, name) {
      const part: unknown = Reflect.get(target, name)
      // Mongoose's own objects are left alone: whoever holds one calls it through ours.
      if (name === 'model' || name === 'versionModel') return part
      if (typeof part === 'function') return dying(part.bind(target) as Call, mayDie)
      return typeof part === 'object' && part !== null ? mortal(part, mayDie) : part
    },
  })
}

type Call = (...given: unknown[]) => unknown

function dying(call: Call, mayDie: () => boolean): Call {
  return (...given) => {
    if (mayDie()) throw new Death('before it was done')
    const answer = call(...given)
    if (!(answer instanceof Promise)) return answer
    return answer.then((found: unknown) => {
      if (mayDie()) throw new Death('after it was done')
      return found
    })
  }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const all = [...items]
  for (let left = all.length - 1; left > 0; left--) {
    const other = Math.floor(random() * (left + 1))
    ;[all[left], all[other]] = [all[other] as T, all[left] as T]
  }
  return all
}
