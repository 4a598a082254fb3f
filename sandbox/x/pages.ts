export interface Paged<T> {
  items: T[]
  next_token?: string
}

/** Cuts a page out of a list that is newest first; a token names the last item of the page before. */
export function pageOf<T extends { id: string }>(
  items: readonly T[],
  { max, token }: { max: number; token?: string | undefined },
): Paged<T> {
  const after = token === undefined ? undefined : decoded(token)
  const rest = after === undefined ? items : items.filter(({ id }) => BigInt(id) < after)
  const page = rest.slice(0, max)
  const last = page.at(-1)
  const isMore = last !== undefined && rest.length > page.length
  return { items: page, ...(isMore ? { next_token: encoded(last.id) } : {}) }
}

export function isPageToken(token: string): boolean {
  return /^n[0-9a-z]{18}$/.test(token)
}

function encoded(id: string): string {
  // X's tokens have at least 16 characters.
  return `n${BigInt(id).toString(36).padStart(18, '0')}`
}

function decoded(token: string): bigint {
  return [...token.slice(1)].reduce((sum, digit) => sum * 36n + BigInt(parseInt(digit, 36)), 0n)
}
