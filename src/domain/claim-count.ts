import type { ClaimStatus, Reward } from './claim.ts'

/** How a claim stands, as people say it: its status, and whether it says why it waits. */
export const claimOutcomes = [
  'settled',
  'not_met',
  'waiting',
  'under_way',
  'failed',
  'revoked',
] as const
export type ClaimOutcome = (typeof claimOutcomes)[number]

export function claimOutcomeOf({
  status,
  waiting,
}: {
  status: ClaimStatus
  waiting?: object | undefined
}): ClaimOutcome {
  if (status === 'rewarded' || status === 'verified') return 'settled'
  if (status === 'unmet') return 'not_met'
  if (status === 'failed' || status === 'revoked') return status
  return waiting ? 'waiting' : 'under_way'
}

/** What of a claim is counted. */
export interface Countable {
  _id: string
  org: string
  website: string
  rule: string
  ruleType: string
  status: ClaimStatus
  acceptedAt: Date
  waiting?: { code: string } | undefined
  rewards?: readonly Reward[] | undefined
  cut?: { given: string } | undefined
}

/** What a claim adds to the counts, as it stands. */
export interface Share {
  org: string
  website: string
  rule: string
  ruleType: string
  /** When it was made, or made again. */
  at: Date
  outcome: ClaimOutcome
  /** Why it waits. */
  code?: string | undefined
  /** Minor units. */
  points?: { currency: string; amount: string } | undefined
}

export function shareOf(claim: Countable): Share {
  const { org, website, rule, ruleType, acceptedAt: at, waiting, status, rewards, cut } = claim
  const outcome = claimOutcomeOf(claim)
  const paid = status === 'rewarded' && rewards?.find((reward) => reward.type === 'points')
  return {
    ...{ org, website, rule, ruleType, at, outcome },
    ...(outcome === 'waiting' && waiting ? { code: waiting.code } : {}),
    ...(paid ? { points: { currency: paid.currency, amount: cut?.given ?? paid.amount } } : {}),
  }
}

/** Over a minute, over an hour, or what is not over yet, whenever it began. */
export type Grain = 'minute' | 'hour' | 'now'

/** A place in which claims are counted: a rule's, or its whole website's where the rule is empty. */
export interface Cell {
  org: string
  website: string
  rule: string
  ruleType: string
  grain: Grain
  at: Date
  /** From when on nobody asks for it any more. */
  expiresAt?: Date | undefined
}

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How long counts are kept: as long as the longest range and the one before it, and some more. */
const keptMs = {
  rule: { minute: 3 * hourMs, hour: 16 * dayMs },
  website: { minute: 8 * dayMs, hour: 16 * dayMs },
}

/** When the last count that a claim made then is part of is gone. */
export function goneAt(at: Date): Date {
  return new Date(floorTo(at, hourMs).getTime() + keptMs.website.hour)
}

/** Every cell that a claim counts in, but those that are gone. */
export function cellsOf(share: Share, now: Date): Cell[] {
  const { org, website, rule, ruleType, at, outcome } = share
  const own = { org, website, rule, ruleType }
  const whole = { org, website, rule: '', ruleType: '' }
  const cells = [
    ...timesOf(at, keptMs.rule).map((time) => ({ ...own, ...time })),
    ...timesOf(at, keptMs.website).map((time) => ({ ...whole, ...time })),
  ].filter(({ expiresAt }) => expiresAt > now)
  return isOpen(outcome) ? [...cells, { ...own, grain: 'now', at: new Date(0) }] : cells
}

export function isOpen(outcome: ClaimOutcome): boolean {
  return outcome === 'waiting' || outcome === 'under_way'
}

export function floorTo(at: Date, stepMs: number): Date {
  return new Date(Math.floor(at.getTime() / stepMs) * stepMs)
}

function timesOf(at: Date, kept: { minute: number; hour: number }) {
  const steps = { minute: minuteMs, hour: hourMs }
  return (['minute', 'hour'] as const).map((grain) => {
    const start = floorTo(at, steps[grain])
    return { grain, at: start, expiresAt: new Date(start.getTime() + kept[grain]) }
  })
}
