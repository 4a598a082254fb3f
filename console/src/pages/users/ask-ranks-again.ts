import type { QueryClient } from '@tanstack/react-query'

/** Ranks are about a second late, and more under load: a list read right after a posting may still say what was before. */
const ranksLateMs = [1_500, 5_000]

/** Reads the lists of users that are shown again, when ranks know of what was just posted. */
export function askRanksAgain(client: QueryClient): void {
  for (const ms of ranksLateMs) {
    setTimeout(() => void client.invalidateQueries({ queryKey: ['/users/standings'] }), ms)
  }
}
