import { setTimeout as pause } from 'node:timers/promises'
import type { Child } from './child.ts'
import { messageOf } from './errors.mjs'

export type Patience = { withinMs?: number; everyMs?: number; signal?: AbortSignal }

/** An answer of these means "not yet". */
type No = undefined | null | false

/**
 * Asks until the answer is neither undefined, null nor false, and returns it. A question that throws is asked again.
 * Throws after `withinMs`, with the last error as its cause, and as soon as `signal` is aborted, with its reason.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T> | T,
  { withinMs = 30_000, everyMs = 50, signal }: Patience = {},
): Promise<Exclude<T, No>> {
  const deadline = Date.now() + withinMs
  let cause: unknown
  for (;;) {
    try {
      const answer = await ask()
      if (isYes(answer)) return answer
    } catch (error) {
      cause = error
    }
    signal?.throwIfAborted()
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`, { cause })
    await pause(everyMs)
  }
}

/** The same for a child that should come up; its early end, or its silence, is told with what it wrote. */
export async function untilReady<T>(
  what: string,
  child: Child,
  ask: () => Promise<T>,
): Promise<Exclude<T, No>> {
  const ended = new AbortController()
  void child.exited.then((code) => ended.abort(new Error(`${what} ended with exit code ${code}`)))
  try {
    return await until(what, ask, { withinMs: 60_000, signal: ended.signal })
  } catch (error) {
    await child.stop()
    const told = await child.output()
    throw new Error(`${messageOf(error)}. It wrote:\n${lastWords(told)}`, { cause: error })
  }
}

function isYes<T>(answer: T): answer is Exclude<T, No> {
  return answer !== undefined && answer !== null && answer !== false
}

/** An engine that gives up writes a page about its tidying; the lines that name an error say more. */
function lastWords(output: string) {
  const lines = output.trimEnd().split('\n')
  const telling = lines.filter((line) => /error|fatal|panic|in use/i.test(line))
  return (telling.length > 0 ? telling : lines).slice(-5).join('\n')
}
