import type { Connection } from '@temporalio/client'
import { Failure } from '../domain/failure.ts'

const everyMs = 1000
const patienceMs = 3000

/** Knows whether Temporal answers, so that a claim is refused before it is written and not stranded after. */
export function createTemporalHealth(connection: Connection, namespace: string) {
  let failure: unknown
  let isAsking = false
  const timer = setInterval(() => void look(), everyMs)
  timer.unref()

  async function ask(): Promise<void> {
    await connection.withDeadline(Date.now() + patienceMs, () =>
      connection.workflowService.describeNamespace({ namespace }),
    )
  }

  async function look(): Promise<void> {
    if (isAsking) return
    isAsking = true
    try {
      await ask()
      failure = undefined
    } catch (error) {
      failure = error
    } finally {
      isAsking = false
    }
  }

  return {
    ask,
    /** Throws `unavailable` while Temporal does not answer. */
    ready(): void {
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
