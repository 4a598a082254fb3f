import { unitsOf } from '../domain/decimal.ts'
import type { Fraction } from '../domain/fraction.ts'
import { owedOf } from '../domain/owed.ts'
import type { Stretch } from '../domain/owed.ts'
import { withinRange } from '../domain/points.ts'
import type { TaskClaim } from '../store/claims.ts'
import type { CounterRecord } from '../store/counters.ts'
import { windowsOf } from './recounted.ts'
import type { Recounted } from './recounted.ts'

export interface Case {
  /** What a multiple pays, in minor units, and in which currency. */
  unit: Fraction
  currency: string
  /** Where the user stands, and where they would, had the task always been as it is now. */
  counter: CounterRecord | undefined
  recounted: Recounted | undefined
  claims: readonly TaskClaim[]
  /** The user's multipliers now; undefined if the task has no use for them. */
  live: readonly string[] | undefined
}

/** What a user should have been paid by a task, and was; minor units. */
export interface Judgement {
  owed: bigint
  paid: bigint
  /** What is due; below zero if too much was paid. */
  difference: bigint
  /** Of the newest window. */
  owedInWindow: bigint
  /** The multipliers of what comes before all payments. */
  factors: readonly string[]
}

/** Why it cannot be said what a user was paid. */
export type Undecided = 'payment_under_way' | 'other_currency'

/** Holds what was paid against what would be owed. Throws `invalid_request` for what cannot be booked. */
export function judge(asked: Case): Judgement | Undecided {
  const { counter, claims, currency, unit, recounted } = asked
  if (claims.some(({ status }) => status === 'accepted' || status === 'processing')) {
    return 'payment_under_way'
  }
  if (!isAllIn(currency, claims, counter)) return 'other_currency'

  const stretches = stretchesOf(asked)
  const factors = counter?.replay?.factors ?? stretches[0]?.factors ?? asked.live ?? []
  const windows = recounted ? [...windowsOf(recounted)] : []
  const owed = withinRange(owedOf(windows, unit, stretches, factors))
  const { compensated = '0', due } = counter?.replay ?? {}
  const paid = givenBy(claims) + BigInt(compensated) + BigInt(due?.amount ?? 0)
  const newest = windows.at(-1)
  const earlier = owedOf(windows.slice(0, -1), unit, stretches, factors)
  return {
    owed,
    paid,
    difference: owed - paid,
    owedInWindow: newest ? owed - earlier : 0n,
    factors,
  }
}

function isAllIn(
  currency: string,
  claims: readonly TaskClaim[],
  counter: CounterRecord | undefined,
): boolean {
  const { replay } = counter ?? {}
  if (replay && replay.currency !== currency && replay.compensated !== '0') return false
  return claims.every(({ rewards = [] }) =>
    rewards.every((reward) => reward.type !== 'points' || reward.currency === currency),
  )
}

/** What the claims were for, in the order in which they were counted. */
function stretchesOf({ claims, live }: Pick<Case, 'claims' | 'live'>): readonly Stretch[] {
  return claims
    .toSorted(
      (a, b) =>
        a.acceptedAt.getTime() - b.acceptedAt.getTime() ||
        Number(a.input.step) - Number(b.input.step),
    )
    .flatMap((claim) => (claim.standing ? [stretchOf(claim, live !== undefined)] : []))
}

function stretchOf({ input, standing }: TaskClaim, isMultiplied: boolean): Stretch {
  const multipliers = isMultiplied ? (standing?.multipliers ?? []) : []
  return {
    window: Number(input.window),
    since: unitsOf(String(input.since)),
    amount: unitsOf(String(input.amount)),
    factors: multipliers.map(({ factor }) => factor),
  }
}

/** What was given, also where it was taken back since, on purpose. */
function givenBy(claims: readonly TaskClaim[]): bigint {
  let given = 0n
  for (const { rewards = [], cut } of claims) {
    for (const reward of rewards) {
      if (reward.type === 'points') given += BigInt(cut?.given ?? reward.amount)
    }
  }
  return given
}
