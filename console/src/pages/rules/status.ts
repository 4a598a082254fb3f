import type { Rule } from '../../replies.ts'

export type RuleStatus = 'live' | 'scheduled' | 'paused' | 'ended' | 'deleted'

/** Where a rule stands at a moment. */
export function statusOf(rule: Rule, now = Date.now()): RuleStatus {
  if (rule.deletedAt !== null) return 'deleted'
  if (rule.endTime !== null && Date.parse(rule.endTime) <= now) return 'ended'
  if (rule.isPaused === true) return 'paused'
  return Date.parse(rule.startTime) > now ? 'scheduled' : 'live'
}
