/** The values of the Snag API's enums; `hourly` and `token` are of its newer SDK. */
export const frequencies = [
  'none',
  'once',
  'hourly',
  'daily',
  'weekly',
  'monthly',
  'immediately',
] as const
export const intervals = [
  'once',
  'hourly',
  'daily',
  'weekly',
  'monthly',
  'unlimited',
  'custom',
  'every_message',
] as const
export const rewardTypes = ['points', 'multiplier', 'badge'] as const
export const claimTypes = ['manual', 'auto'] as const
export const lifetimes = ['permanent', 'dynamic'] as const
export const capIntervals = ['daily', 'weekly', 'monthly', 'lifetime'] as const

export type Frequency = (typeof frequencies)[number]
export type Interval = (typeof intervals)[number]
export type RewardType = (typeof rewardTypes)[number]
export type ClaimType = (typeof claimTypes)[number]
export type Lifetime = (typeof lifetimes)[number]
export type CapInterval = (typeof capIntervals)[number]

/** One tier: both ends inclusive, amounts as decimal strings. */
export interface Tier {
  start: string
  end: string
  amount: string
  badge?: string | undefined
  factor?: string | undefined
}

/** What a rule promises: all that `decide` needs to know of it. Secrets stay behind. */
export interface Terms {
  rewardType: RewardType
  lifetime: Lifetime
  /** In whole units of the currency; the factor itself when the reward is a multiplier. */
  amount: string
  tiers: readonly Tier[]
  /** Pays `amount` for every full batch of this size. */
  batchSize?: string | undefined
  /** Pays `amount` for every unit of the verdict's amount, but for those that it says were paid before. */
  perUnit?: boolean | undefined
  /** Extra payments when the verdict's amount, a count, equals `count`. */
  milestones?: readonly { count: number; amount: string }[] | undefined
  onlyMilestones?: boolean | undefined
  currency?: string | undefined
  decimals: number
  badge?: string | undefined
  skipMultipliers: boolean
}
