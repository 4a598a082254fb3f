import type { FetchQueryOptions, QueryClient, QueryKey } from '@tanstack/react-query'
import { chosenIn } from './programme.ts'
import type { Chosen } from './programme.ts'
import { sessionQuery } from './queries.ts'
import type { pagesQuery } from './queries.ts'

/** What an address says of whose data is meant. */
type Address = Parameters<typeof chosenIn>[1]

interface Ask {
  one: <T, Key extends QueryKey>(query: FetchQueryOptions<T, Error, T, Key>) => void
  pages: <Item extends { id: string }>(query: ReturnType<typeof pagesQuery<Item>>) => void
}

type Wanted = (ask: Ask, chosen: Chosen) => void

export type Ahead = ReturnType<typeof createAhead>['ahead']

/**
 * Asks for what a page will ask for, while its code is still on the way, and only for what is not known at all: whether it is
 * fresh enough is for the page to judge. Errors are told by the page, which asks again.
 */
export function createAhead(client: QueryClient) {
  let last: Promise<unknown> = Promise.resolve()

  function ahead(address: Address, wanted: Wanted): void {
    last = askFor(address, wanted)
  }

  async function askFor(address: Address, wanted: Wanted): Promise<void> {
    // Which programme is looked at is known by the session, and whoever has none has to sign in first.
    await client.prefetchQuery(sessionQuery)
    const session = client.getQueryData(sessionQuery.queryKey)
    if (!session) return
    const asked: Promise<void>[] = []
    const askUnless = (key: QueryKey, fetch: () => Promise<void>) => {
      if (client.getQueryData(key) === undefined) asked.push(fetch())
    }
    const ask: Ask = {
      one: (query) => askUnless(query.queryKey, () => client.prefetchQuery(query)),
      pages: (query) => askUnless(query.queryKey, () => client.prefetchInfiniteQuery(query)),
    }
    wanted(ask, chosenIn(session, address))
    await Promise.all(asked)
  }

  /** Until what was asked for last is there, or known not to come. */
  const answered = (): Promise<unknown> => last
  return { ahead, answered }
}
