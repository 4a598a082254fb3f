interface Waiting<K, V> {
  key: K
  resolve: (value: V) => void
  reject: (error: unknown) => void
}

/**
 * Turns a question about many into one about one: what is asked while an earlier question is under way goes out with
 * the next. Alone it costs nothing; a hundred at once are one command instead of a hundred. Nobody is answered from a
 * question that was on its way before they asked.
 */
export function gathered<K, V>(
  ask: (keys: readonly K[]) => Promise<readonly V[]>,
  most = 200,
): (key: K) => Promise<V> {
  let waiting: Waiting<K, V>[] = []
  let isAsking = false

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const round = waiting.slice(0, most)
      waiting = waiting.slice(most)
      await answer(round)
    }
    isAsking = false
  }

  async function answer(round: readonly Waiting<K, V>[]): Promise<void> {
    try {
      const values = await ask(round.map(({ key }) => key))
      round.forEach(({ resolve }, index) => resolve(values[index] as V))
    } catch (error) {
      round.forEach(({ reject }) => reject(error))
    }
  }

  return function one(key) {
    if (!isAsking) queueMicrotask(() => void run())
    isAsking = true
    return new Promise((resolve, reject) => waiting.push({ key, resolve, reject }))
  }
}

/** What names a document of an organization. */
export interface Named {
  org: string
  id: string
}

/** Finds single documents by id, many at a time; null where there is none. */
export function gatheredById<T extends { _id: string; org: string }>(
  find: (org: string, ids: readonly string[]) => Promise<readonly T[]>,
): (org: string, id: string) => Promise<T | null> {
  const one = gathered(async (names: readonly Named[]): Promise<readonly (T | null)[]> => {
    const found = new Map<string, T>()
    for (const org of new Set(names.map((name) => name.org))) {
      const ids = new Set(names.filter((name) => name.org === org).map(({ id }) => id))
      for (const document of await find(org, [...ids]))
        found.set(`${org} ${document._id}`, document)
    }
    return names.map(({ org, id }) => found.get(`${org} ${id}`) ?? null)
  })
  return (org, id) => one({ org, id })
}

/** Asks the same of a website once for all who ask at the moment. */
export function gatheredByWebsite<T>(
  list: (org: string, website: string) => PromiseLike<T>,
): (org: string, website: string) => Promise<T> {
  const one = gathered(async (websites: readonly { org: string; website: string }[]) => {
    const asked = new Map<string, Promise<T>>()
    return Promise.all(
      websites.map(({ org, website }) => {
        const name = `${org} ${website}`
        const answer = asked.get(name) ?? Promise.resolve(list(org, website))
        asked.set(name, answer)
        return answer
      }),
    )
  })
  return (org, website) => one({ org, website })
}
