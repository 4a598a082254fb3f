import { when } from '../../format.ts'
import type { Rule } from '../../replies.ts'
import type { RuleStatus } from '../rules/status.ts'

/** What follows from how a rule stands, for whoever does not know our words. */
export function standingOf({ startTime, endTime, deletedAt }: Rule, status: RuleStatus) {
  if (status === 'deleted' && deletedAt !== null) {
    return `Deleted ${when(deletedAt)} UTC. It pays nobody any more; what it has paid, its receipts and its history stay.`
  }
  if (status === 'ended' && endTime !== null) {
    return `It ended ${when(endTime)} UTC, and takes no claims. A later end lets it go on.`
  }
  if (status === 'paused') {
    return 'It takes no claims, and sweeps and events pass it by, until it is resumed.'
  }
  if (status === 'scheduled') return `It takes claims from ${when(startTime)} UTC.`
  return endTime === null ? undefined : `It takes claims until ${when(endTime)} UTC.`
}
