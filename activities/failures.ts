import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common'
import type { ActivityInterceptorsFactory } from '@temporalio/worker'
import { Failure, isRetried } from '../src/domain/failure.ts'

const longestWaitSeconds = 3600

/** The one place where a failure becomes Temporal's: whether to retry, and how long to wait. */
export const translateFailures: ActivityInterceptorsFactory = () => ({
  inbound: {
    async execute(input, next) {
      try {
        return await next(input)
      } catch (error) {
        throw error instanceof Failure ? toApplicationFailure(error) : error
      }
    },
  },
})

function toApplicationFailure(failure: Failure): ApplicationFailure {
  const { code, message, retryAfterSeconds } = failure
  return ApplicationFailure.create({
    type: code,
    message,
    nonRetryable: !isRetried(code),
    // A vendor's wait is obeyed, within reason; without one Temporal backs off by itself.
    nextRetryDelay:
      retryAfterSeconds === undefined
        ? undefined
        : Math.min(Math.max(retryAfterSeconds, 1), longestWaitSeconds) * 1000,
    // An outside platform's bad day is no fault of ours: no warning in the log, no failure metric.
    category: ApplicationFailureCategory.BENIGN,
  })
}
