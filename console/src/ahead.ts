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

export type Ahead = ReturnType<typeof createAhead>

/**
 * Asks for what a page will ask for, while its code is still on the way, and only for what is not known at all: whether it is
 * fresh enough is for the page to judge. Errors are told by the page, which asks again.
 */
export function createAhead(client: QueryClient) {
  const isKnown = (key: QueryKey) => client.getQueryData(key) !== undefined
  const ask: Ask = {
    one: (query) => void (isKnown(query.queryKey) || client.prefetchQuery(query)),
    pages: (query) => void (isKnown(query.queryKey) || client.prefetchInfiniteQuery(query)),
  }
  return (address: Address, wanted: (ask: Ask, chosen: Chosen) => void): void => {
    // Which programme is looked at is known by the session, and whoever has none has to sign in first.
    void client.prefetchQuery(sessionQuery).then(() => {
      const session = client.getQueryData(sessionQuery.queryKey)
      if (session) wanted(ask, chosenIn(session, address))
    })
  }
}
