import { setTimeout as delay } from 'node:timers/promises'

/** Waits; ends early, and quietly, when it is told to stop. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
