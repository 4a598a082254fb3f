import type { CommonRule } from './fields.ts'

/**
 * The time in which an act counts: start inclusive, end exclusive, open if the rule never ends.
 * The effective times bound it where they are set, else the times in which the rule may be attempted.
 */
export function countedPeriodOf(
  rule: Pick<CommonRule, 'startTime' | 'endTime' | 'effectiveStartTime' | 'effectiveEndTime'>,
): { since: Date; until: Date | undefined } {
  const end = rule.effectiveEndTime ?? rule.endTime
  return {
    since: new Date(rule.effectiveStartTime ?? rule.startTime),
    until: end ? new Date(end) : undefined,
  }
}

export function isCounted(at: Date, { since, until }: ReturnType<typeof countedPeriodOf>): boolean {
  return at >= since && (!until || at < until)
}
