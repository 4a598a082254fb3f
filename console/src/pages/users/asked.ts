import type { Query } from '../../api.ts'
import type { Chosen } from '../../programme.ts'

export interface UsersSearch {
  q?: string
  order?: string
  user?: string
  tab?: string
}

/** What the API is asked for. Whoever is looked for is found in the order of points. */
export function askedOf(
  { q, order }: UsersSearch,
  { websiteId, currency }: Pick<Chosen, 'websiteId' | 'currency'>,
): Query {
  const isJoined = order === 'joined' && q === undefined
  return {
    search: q,
    order: isJoined ? order : undefined,
    ...{ websiteId, loyaltyCurrencyId: currency },
  }
}
