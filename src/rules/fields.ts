import { z } from 'zod'
import { isDecimal } from '../domain/fraction.ts'
import { capIntervals, frequencies, intervals } from '../domain/rule.ts'
import type { ClaimType, Frequency, Interval, Lifetime, RewardType } from '../domain/rule.ts'
import { trusts } from '../domain/verdict.ts'
import type { Trust } from '../domain/verdict.ts'

// Fields that several rule types share, spelled once. They check and default but never transform,
// so that a rule parses to itself however often it is read.

/** A number, or a decimal string where a number would lose digits. Not negative. */
export const amount = z
  .union([z.number().nonnegative().max(Number.MAX_SAFE_INTEGER), z.string().max(40)])
  .refine((value) => isDecimal(String(value)) && !String(value).startsWith('-'), {
    message: 'must be a plain decimal number that is not negative',
  })

/** The name that another system knows a thing by. */
export const externalIdentifier = z
  .string()
  .min(1)
  .max(200)
  .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')

const instant = z.iso.datetime({ offset: true })
const text = z.string().max(10_000)

/** What people call the strength of a proof. */
const trustNames: Record<Trust, string> = {
  cryptographic: 'On chain',
  own_record: 'Own record',
  first_party: 'Platform',
  third_party: 'Indexer',
  attested: 'Attested',
  self_declared: "User's word",
}

export interface CommonOptions {
  claimTypes: readonly [ClaimType, ...ClaimType[]]
  rewardTypes: readonly [RewardType, ...RewardType[]]
  lifetimes: readonly Lifetime[]
  frequencies?: readonly Frequency[] | undefined
  intervals?: readonly Interval[] | undefined
  caps: boolean
}

/** What every rule has, whatever its type, narrowed to what its type allows. Names are the Snag API's. */
export function commonFields(options: CommonOptions) {
  const { claimTypes, rewardTypes, lifetimes, caps } = options
  return {
    name: z.string().min(1).max(255).meta({ title: 'Name', group: 'rule' }),
    description: text
      .nullable()
      .default(null)
      .meta({ title: 'Description', group: 'rule', widget: 'text' }),
    amount: amount.meta({ title: 'Amount', group: 'reward' }),
    frequency: z
      .enum(options.frequencies ?? frequencies)
      .default((options.frequencies ?? ['immediately'])[0] ?? 'immediately')
      .meta({ title: 'How often we look', group: 'cadence' }),
    interval: z
      .enum(options.intervals ?? intervals)
      .default((options.intervals ?? ['once'])[0] ?? 'once')
      .meta({ title: 'How often a user is paid', group: 'cadence' }),
    startTime: instant.meta({ title: 'Starts', group: 'cadence' }),
    endTime: instant.nullable().default(null).meta({ title: 'Ends', group: 'cadence' }),
    effectiveStartTime: instant
      .nullable()
      .default(null)
      .meta({ title: 'Counts from', group: 'cadence' }),
    effectiveEndTime: instant
      .nullable()
      .default(null)
      .meta({ title: 'Counts until', group: 'cadence' }),
    rewardType: z
      .enum(rewardTypes)
      .default(rewardTypes[0])
      .meta({ title: 'Reward', group: 'reward' }),
    rewardLifetime: z
      .enum(lifetimes)
      .default(lifetimes[0] ?? 'permanent')
      .meta({ title: 'Lifetime of the reward', group: 'reward' }),
    claimType: z
      .enum(claimTypes)
      .default(claimTypes[0])
      .meta({ title: 'Who starts the payment', group: 'cadence' }),
    loyaltyCurrencyId: z
      .string()
      .nullable()
      .default(null)
      .meta({
        ...{ title: 'Currency', group: 'reward', widget: 'currency' },
        when: { rewardType: 'points' },
      }),
    loyaltyBadgeId: z
      .string()
      .nullable()
      .default(null)
      .meta({
        ...{ title: 'Badge', group: 'reward', widget: 'badge' },
        when: { rewardType: 'badge' },
      }),
    loyaltyRuleGroupId: z
      .string()
      .nullable()
      .default(null)
      .meta({ title: 'Group', group: 'rule', widget: 'ruleGroup' }),
    isRequired: z
      .boolean()
      .default(false)
      .meta({ title: 'Required before others', group: 'gates' }),
    minimumTrust: z.enum(trusts).nullable().default(null).meta({
      title: 'Least trust',
      description: 'Pays only for proofs at least this strong.',
      group: 'gates',
      labels: trustNames,
    }),
    isPaused: z.boolean().default(false).meta({ title: 'Paused', group: 'gates' }),
    hideInUi: z.boolean().default(false).meta({ title: 'Hidden', group: 'display' }),
    showBeforeStart: z
      .boolean()
      .default(false)
      .meta({ title: 'Shown before it starts', group: 'display' }),
    mediaUrl: text.nullable().default(null).meta({ title: 'Picture', group: 'display' }),
    backgroundAssetUrl: text
      .nullable()
      .default(null)
      .meta({ title: 'Background', group: 'display' }),
    externalIdentifier: externalIdentifier.nullable().default(null).meta({
      title: 'Your own identifier',
      description: 'Names the rule within its website, as the aid of a claimr client does.',
      group: 'rule',
    }),
    ...(caps ? capFields : {}),
  }
}

/** Read by every type: how the user's multipliers apply, and what the button says. */
export const commonMetadata = {
  skipMultiplier: z.boolean().optional().meta({ title: 'Ignore multipliers', group: 'reward' }),
  multiplierLoyaltyCurrencyIds: z.array(z.string()).nullable().optional().meta({
    title: 'Currencies the granted multiplier applies to',
    group: 'reward',
    widget: 'currency',
  }),
  buttonText: z
    .string()
    .max(255)
    .nullable()
    .optional()
    .meta({ title: 'Text of the button', group: 'display' }),
  imageUrl: text.nullable().optional().meta({ title: 'Image of the button', group: 'display' }),
}

const capFields = {
  maxAmountPerInterval: amount.nullable().default(null).meta({
    title: 'Most points one user may get',
    group: 'reward',
  }),
  maxAmountInterval: z.enum(capIntervals).nullable().default(null).meta({
    title: 'Counted per',
    group: 'reward',
  }),
}

/** Two ways to say that a rule pays in multipliers. */
const paysMultipliers = [{ rewardType: 'multiplier' }, { isTokenHoldMultiplier: true }]

/** Tiers, as the Snag API spells them. An open end is `Number.MAX_SAFE_INTEGER`. */
export const rangeMetadata = {
  range: z
    .array(
      z.object({
        startRange: amount.meta({ title: 'From' }),
        endRange: amount.meta({ title: 'To', description: 'Inclusive.' }),
        amount: amount.meta({ title: 'Pays' }),
        loyaltyBadgeId: z
          .string()
          .nullable()
          .optional()
          .meta({ ...{ title: 'Badge', widget: 'badge' }, when: { rewardBadgePerRange: true } }),
        loyaltyMultiplierAmount: amount
          .nullable()
          .optional()
          .meta({ title: 'Multiplier', when: paysMultipliers }),
      }),
    )
    .max(100)
    .optional()
    .meta({ title: 'Tiers', group: 'reward' }),
  rewardBadgePerRange: z.boolean().optional().meta({ title: 'A badge per tier', group: 'reward' }),
}

type CommonShape = Omit<ReturnType<typeof commonFields>, keyof typeof capFields>

/** A rule of any type, as far as all types agree. */
export type CommonRule = z.output<z.ZodObject<CommonShape>> & {
  id: string
  type: string
  metadata: z.output<z.ZodObject<typeof commonMetadata>> &
    z.output<z.ZodObject<typeof rangeMetadata>>
  maxAmountPerInterval?: number | string | null | undefined
  maxAmountInterval?: (typeof capIntervals)[number] | null | undefined
  /** Ids that were resolved when the rule was saved, such as the account a handle named then. */
  resolved?: Readonly<Record<string, string>> | undefined
}
