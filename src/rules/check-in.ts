import { z } from 'zod'
import { met } from '../domain/verdict.ts'
import type { Records } from '../providers/index.ts'
import { defineRule } from './define.ts'
import { fieldError } from './field-failure.ts'
import { amount } from './fields.ts'

const milestone = z.object({
  streakMilestone: z.int().positive().max(1_000_000).meta({ title: 'When the streak reaches' }),
  streakAmount: amount.meta({ title: 'Pays' }),
})

/**
 * Comes back once per window of the interval. With streaks, the amount is the number of windows in a row,
 * this one included; a window that was missed starts it again at 1, and milestones do not repeat.
 */
export const checkIn = defineRule({
  type: 'check_in',
  title: 'Check in',
  description: 'The user comes back once per day, week or month.',
  family: 'onboarding',
  trust: 'own_record',
  provider: 'records',
  claimTypes: ['manual'],
  rewardTypes: ['points'],
  intervals: ['daily', 'weekly', 'monthly'],
  metadata: {
    enableStreaks: z.boolean().nullable().optional().meta({ title: 'Streaks', group: 'reward' }),
    streakArray: z
      .array(milestone)
      .max(100)
      .nullable()
      .optional()
      .meta({
        title: 'Milestones',
        description: 'An extra payment when a streak reaches each of them.',
        group: 'reward',
        when: { enableStreaks: true },
      }),
    rewardOnlyStreaks: z
      .boolean()
      .nullable()
      .optional()
      .meta({
        title: 'Pay only at milestones',
        group: 'reward',
        when: { enableStreaks: true },
      }),
  },

  refuse({ metadata: { enableStreaks, streakArray, rewardOnlyStreaks } }) {
    if (enableStreaks && !streakArray?.length) {
      const message = 'is needed when enableStreaks is true'
      return [fieldError('/metadata/streakArray', 'required', message)]
    }
    if (rewardOnlyStreaks && !enableStreaks) {
      const message = 'needs enableStreaks: without streaks it would never pay'
      return [fieldError('/metadata/rewardOnlyStreaks', 'needs_streaks', message)]
    }
    const counts = (streakArray ?? []).map(({ streakMilestone }) => streakMilestone)
    const twice = counts.findIndex((count, index) => counts.indexOf(count) !== index)
    if (twice < 0) return []
    const pointer = `/metadata/streakArray/${twice}/streakMilestone`
    return [fieldError(pointer, 'duplicate', 'is already a milestone')]
  },

  terms({ metadata: { enableStreaks, streakArray, rewardOnlyStreaks } }) {
    if (!enableStreaks) return {}
    return {
      milestones: (streakArray ?? []).map(({ streakMilestone, streakAmount }) => ({
        count: streakMilestone,
        amount: String(streakAmount),
      })),
      onlyMilestones: rewardOnlyStreaks ?? false,
    }
  },

  async verify({ rule, user, claim }, { records }) {
    const { key } = claim.window
    const streak = rule.metadata.enableStreaks
      ? (await streakBefore(rule.id, user.id, Number(key), records)) + 1
      : 1
    const evidence = { window: key, streak, at: claim.acceptedAt.toISOString() }
    return met(streak, evidence, { message: 'Streak successful' })
  },
})

/** How many windows in a row were checked in, up to the one before this. */
async function streakBefore(rule: string, user: string, window: number, records: Records) {
  if (window === 0) return 0
  return Number((await records.amountInWindow(rule, user, String(window - 1))) ?? 0)
}
