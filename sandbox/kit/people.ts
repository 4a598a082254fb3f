/** Who is who: the door speaks of people, the vendor of accounts with ids of its own. */
export function createPeople<A extends { id: string }>(open: (who: string, now: number) => A) {
  const accounts = new Map<string, A>()
  const names = new Map<string, string>()

  return {
    /** The account of a person, opened at the first mention. */
    of(who: string, now: number): A {
      const known = accounts.get(who)
      if (known) return known
      const account = open(who, now)
      accounts.set(who, account)
      names.set(account.id, who)
      return account
    },

    find: (who: string): A | undefined => accounts.get(who),
    byId: (id: string): A | undefined => accounts.get(names.get(id) ?? ''),
    /** Whose account an id is, for logs and messages. */
    whoIs: (id: string): string | undefined => names.get(id),
    all: (): A[] => [...accounts.values()],
    entries: (): [string, A][] => [...accounts],
    clear(): void {
      accounts.clear()
      names.clear()
    },
  }
}

export type People<A extends { id: string }> = ReturnType<typeof createPeople<A>>

/** Reads a required string of a door's order, such as `who`. Throws an Error that names it. */
export function textOf(act: Record<string, unknown>, name: string): string {
  const value = act[name]
  if (typeof value === 'string' && value !== '') return value
  throw new Error(`"${name}" must be a non-empty string`)
}
