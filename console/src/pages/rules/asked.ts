import type { Query } from '../../api.ts'

export interface RulesSearch {
  is?: 'active' | 'idle'
}

/** What the API is asked for. */
export function askedOf({ is }: RulesSearch, websiteId: string | undefined): Query {
  const isActive = is && String(is === 'active')
  return { isActive, websiteId, include: 'stats' }
}
