import type { QueryClient } from '@tanstack/react-query'
import { pathOfReceipt } from '../pages/receipt/path-of-receipt.ts'
import type { Line } from './live.ts'

const everyMs = 3_000
/** What sums up claims. */
const sums = ['/overview', '/sources']

/**
 * Has answers asked for again that are not true any more: receipts at once, sums every few seconds at most, and after a gap
 * everything. Answers how to stop that.
 */
export function keepFresh(line: Line, client: QueryClient): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let soonest = 0
  const refreshSums = () => {
    ;[timer, soonest] = [undefined, performance.now() + everyMs]
    void client.invalidateQueries({ predicate: ({ queryKey: [path] }) => isSum(path) })
  }
  const stop = line.listen({
    claims(claims) {
      for (const { id } of claims) {
        const queryKey = [pathOfReceipt(id)]
        if (client.getQueryState(queryKey)) void client.invalidateQueries({ queryKey })
      }
      timer ??= setTimeout(refreshSums, Math.max(0, soonest - performance.now()))
    },
    reset: () => void client.invalidateQueries(),
  })
  return () => {
    clearTimeout(timer)
    stop()
  }
}

function isSum(path: unknown): boolean {
  return typeof path === 'string' && sums.some((sum) => path.startsWith(sum))
}
