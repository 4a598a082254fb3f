import type { Page } from './claim.ts'

/** What a sweep workflow is started with. */
export interface SweepTarget {
  org: string
  rule: string
}

/** One thing to judge about all users, or about all rewards: the page to fill, and the window it is about. */
export interface Judgement {
  page: Omit<Page, 'claims'> & { claims: readonly [] }
  windowKey: string
}

export interface SweepPlan {
  judgements: readonly Judgement[]
  /** How long a loss is left alone before the second look. */
  secondLookSeconds: number
}

/** The claims of one page; without a cursor it was the last. */
export interface SweepPage {
  claims: readonly string[]
  cursor?: string | undefined
}
