import {
  infiniteQueryOptions,
  keepPreviousData,
  MutationCache,
  QueryCache,
  QueryClient,
  queryOptions,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { answerOf, call, withQuery } from './api.ts'
import type { Query } from './api.ts'
import { isSignedOut, isUnreachable } from './problem.ts'
import type { Overview, Page, Session } from './replies.ts'

export const sessionKey = ['session']
/** When the server was first found not to answer; null while it does. */
export const lostKey = ['lost']

/** What was asked and answered. Every answer, whoever wanted it, tells whether there is a server and a session. */
export function createClient(): QueryClient {
  const onError = (error: Error) => {
    if (isSignedOut(error)) client.setQueryData(sessionKey, null)
    if (isUnreachable(error)) {
      client.setQueryData(lostKey, (since: string | null) => since ?? new Date().toISOString())
    }
  }
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // Whether there is a network is for the answer to say, not for the browser.
      queries: { staleTime: 15_000, retry: false, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  })
  return client
}

/** Who is signed in; null for nobody. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  staleTime: Infinity,
  queryFn: async () => {
    try {
      const first = await askedFirst()
      return await (first ? answerOf<Session>(first) : call<Session>('GET', '/session'))
    } catch (error) {
      if (isSignedOut(error)) return null
      throw error
    }
  },
})

declare global {
  /** What `first.js` asked for, before there was any other code; nothing, if nobody answered. */
  var askedFirst: Promise<Response | undefined> | undefined
}

/** Once: what is asked for again may have another answer. */
function askedFirst(): Promise<Response | undefined> | undefined {
  const asked = globalThis.askedFirst
  globalThis.askedFirst = undefined
  return asked
}

export function useSession() {
  return useQuery(sessionQuery)
}

/** One answer of the API; the path is its key. */
export function getQuery<T>(path: string) {
  return queryOptions({ queryKey: [path], queryFn: () => call<T>('GET', path) })
}

export function useGet<T>(path: string) {
  return useQuery(getQuery<T>(path))
}

/** What begins the key of every overview, for who knows that it has changed. */
export const overviewKey = ['overview']

export function overviewQuery(range: Overview['range'], websiteId: string | undefined) {
  return queryOptions({
    queryKey: [...overviewKey, range, websiteId],
    queryFn: () => call<Overview>('GET', withQuery('/overview', { range, websiteId })),
  })
}

/** What goes on. It is asked again by itself, since it is looked at for long. */
export function useOverview(range: Overview['range'], websiteId: string | undefined) {
  return useQuery({
    ...overviewQuery(range, websiteId),
    refetchInterval: 15_000,
    // While another period is read, this one stays.
    placeholderData: keepPreviousData,
  })
}

/** A list that goes on from a cursor, which is the id of the last item unless the list says otherwise. */
export function pagesQuery<Item extends { id: string }>(
  path: string,
  query: Query = {},
  cursorOf: (item: Item) => string = ({ id }) => id,
) {
  return infiniteQueryOptions({
    queryKey: [path, 'pages', query],
    initialPageParam: '',
    queryFn: ({ pageParam: startingAfter }) =>
      call<Page<Item>>('GET', withQuery(path, { ...query, limit: '100', startingAfter })),
    getNextPageParam: ({ data, hasNextPage }) => {
      const last = data.at(-1)
      return hasNextPage && last ? cursorOf(last) : undefined
    },
  })
}

export function usePages<Item extends { id: string }>(
  ...asked: Parameters<typeof pagesQuery<Item>>
) {
  const client = useQueryClient()
  const options = pagesQuery<Item>(...asked)
  const found = useInfiniteQuery(options)
  /** Reads it again, from its first page on. */
  const restart = () => {
    client.setQueryData(
      options.queryKey,
      (known) =>
        known && { pages: known.pages.slice(0, 1), pageParams: known.pageParams.slice(0, 1) },
    )
    return found.refetch()
  }
  return { ...found, restart, rows: found.data?.pages.flatMap(({ data }) => data) }
}
