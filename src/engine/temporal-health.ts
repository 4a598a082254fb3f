import type { Connection } from '@temporalio/client'
import type { Logger } from 'pino'
import { Failure } from '../domain/failure.ts'

const everyMs = 1000
const patienceMs = 3000

/** Knows whether Temporal answers, so that a claim is refused before it is written and not stranded after. */
export function createTemporalHealth(connection: Connection, namespace: string, log: Logger) {
  let failure: unknown
  let isAsking = false
  const timer = setInterval(() => void look(), everyMs)
  timer.unref()

  /** Throws what Temporal's answer was, if it was none. */
  async function ask(): Promise<void> {
    try {
      await connection.withDeadline(Date.now() + patienceMs, () =>
        connection.workflowService.describeNamespace({ namespace }),
      )
      failure = undefined
    } catch (error) {
      failure = error
      throw error
    }
  }

  async function look(): Promise<void> {
    if (isAsking) return
    isAsking = true
    await ask().catch((error: unknown) => log.debug({ err: error }, 'Temporal does not answer'))
    isAsking = false
  }

  return {
    ask,
    /** Throws `unavailable` while Temporal does not answer. */
    ready: (): void => {
      if (failure === undefined) return
      throw new Failure('unavailable', 'Temporal does not answer', {
        retryAfterSeconds: 5,
        cause: failure,
      })
    },
    stop: () => clearInterval(timer),
  }
}

export type TemporalHealth = ReturnType<typeof createTemporalHealth>
