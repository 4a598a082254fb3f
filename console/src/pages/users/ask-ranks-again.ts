import type { QueryClient } from '@tanstack/react-query'

/** Ranks are up to a second late: a list that was read right after a posting may still say what was before. */
const ranksLateMs = 1_500

/** Reads the lists of users that are shown once more, when ranks know of what was just posted. */
export function askRanksAgain(client: QueryClient): void {
  setTimeout(() => {
    void client.invalidateQueries({ queryKey: ['/users/standings'] })
  }, ranksLateMs)
}
