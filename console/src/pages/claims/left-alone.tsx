import { counted } from '../../format.ts'
import type { Retried, Voided } from '../../replies.ts'
import { sentence } from '../../ui/problem-box.tsx'

/** What nothing is done with, and why. */
export function LeftAlone({ report }: { report: Retried | Voided }) {
  const { skipped, isMore, count } = report
  const reasons = Map.groupBy(skipped, ({ message }) => message)
  return (
    <>
      {skipped.length > 0 && (
        <ul aria-label="Left alone">
          {[...reasons].map(([message, claims]) => (
            <li key={message}>
              {counted(claims.length, 'claim')} left alone: {sentence(message)}
            </li>
          ))}
        </ul>
      )}
      {isMore && (
        <p>There are more: the newest {counted(count, 'claim')} are meant, the others next time.</p>
      )}
    </>
  )
}
