/** Where a user's summary is asked for, which is also what it is remembered by. */
export function summaryPath(id: string): string {
  return `/users/${encodeURIComponent(id)}/summary`
}
