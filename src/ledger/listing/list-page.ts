export interface ListPage {
  /** Of the last item of the page before: its id, and of a transaction its key. */
  after?: string | undefined
  limit?: number | undefined
  /** @default 'desc' */
  direction?: 'asc' | 'desc' | undefined
}

export interface Listed<T> {
  items: readonly T[]
  hasNextPage: boolean
}

/** A page of what was found, which may be more. */
export function listed<T>(found: readonly T[], limit: number): Listed<T> {
  return { items: found.slice(0, limit), hasNextPage: found.length > limit }
}
