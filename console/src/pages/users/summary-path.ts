import { withQuery } from '../../api.ts'

/** Where a user's summary is asked for, which is also what it is remembered by. */
export function summaryPath(id: string, currency?: string): string {
  const path = `/users/${encodeURIComponent(id)}/summary`
  return withQuery(path, { loyaltyCurrencyId: currency })
}
