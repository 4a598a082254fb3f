/** What webhooks can tell of, in claimr's words. */
export const webhookScopes = ['user_activity', 'user_reward', 'user_login'] as const
export type WebhookScope = (typeof webhookScopes)[number]

/** An endpoint that is served by a workflow of its own. */
export interface WebhookTarget {
  org: string
  endpoint: string
}
