/** What webhooks can tell of, in claimr's words. */
export const webhookScopes = ['user_activity', 'user_reward', 'user_login'] as const
export type WebhookScope = (typeof webhookScopes)[number]

/** An endpoint that is served by a workflow of its own. */
export interface WebhookTarget {
  org: string
  endpoint: string
}

const [second, minute, hour] = [1_000, 60_000, 3_600_000]

/** What lies between the tries of one delivery: a little more than a day in all. */
const waitsMs = [
  ...[5 * second, 30 * second, 2 * minute, 10 * minute, 30 * minute],
  ...[hour, 2 * hour, 4 * hour, 8 * hour, 9 * hour],
]

/** For how long something is tried before it is given up. */
export const patienceMs = 24 * hour

/** How long a delivery waits after so many tries, 1 or more. */
export function retryWaitMs(tries: number): number {
  return waitsMs[Math.min(tries, waitsMs.length) - 1] ?? 0
}

/** From so many failures in a row on it is the endpoint that fails, and no longer what is sent to it. */
export const failuresInARow = 3

/**
 * How long an endpoint is left alone after so many failures in a row. One or two are what was sent, perhaps: it is set aside, and the
 * next one is sent.
 */
export function pauseMs(failures: number): number {
  return failures < failuresInARow ? 0 : retryWaitMs(failures - failuresInARow + 1)
}
