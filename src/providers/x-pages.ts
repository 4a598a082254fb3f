import { Failure } from '../domain/failure.ts'
import { parsed } from './answer.ts'
import type { XClient } from './x-client.ts'
import { inlineFailure } from './x-refusals.ts'
import { listedPostOf, pageShape } from './x-shapes.ts'
import type { ListedPost } from './x-shapes.ts'

type Query = Record<string, string>

/** Looks through lists of posts, newest first, in pages of 100. */
export function createTimelines(client: XClient, maxPages: number) {
  async function pageAt(path: string, query: Query, token: string | undefined) {
    const page = parsed('x', pageShape, await client.get(path, query, token))
    const { data, meta, errors = [] } = page
    const isKnown = data !== undefined || errors.length > 0 || meta?.result_count === 0
    if (!isKnown) throw new Failure('provider_changed', 'X answered a page that is none')
    return { ...page, posts: (data ?? []).map(listedPostOf) }
  }

  return {
    /**
     * The first post that is wanted; undefined only if the list was seen to its end and nothing of it was
     * withheld. Throws `unverifiable` otherwise.
     */
    async find(
      path: string,
      query: Query,
      token: string | undefined,
      isWanted: (post: ListedPost) => boolean,
    ): Promise<ListedPost | undefined> {
      let next: Query = {}
      for (let read = 0; read < maxPages; read += 1) {
        const page = await pageAt(path, { max_results: '100', ...query, ...next }, token)
        const found = page.posts.find(isWanted)
        if (found) return found
        const withheld = page.errors?.filter(({ section }) => section !== 'includes') ?? []
        if (withheld.length > 0) {
          throw inlineFailure(
            { errors: withheld },
            'X does not show all of this account: it is protected or gone',
          )
        }
        if (page.meta?.next_token === undefined) return undefined
        next = { pagination_token: page.meta.next_token }
      }
      throw new Failure('unverifiable', 'This X account has more posts than can be looked through')
    },
  }
}
