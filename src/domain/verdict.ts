/** Verdicts are facts about the user; what they are worth is decided elsewhere. */
export type Verdict = Met | Unmet | Later

/** How strong a proof is, strongest first. */
export const trusts = [
  'cryptographic',
  'own_record',
  'first_party',
  'third_party',
  'attested',
  'self_declared',
] as const
export type Trust = (typeof trusts)[number]

export type Evidence = Record<string, string | number | boolean | null | readonly string[]>

export interface Met {
  kind: 'met'
  /** How much of it was met, a decimal string: tokens held, pulls merged. Tiers are chosen by it. */
  amount: string
  /** How much of it was paid for already, where the rule pays by the unit: the rest is due. */
  since?: string
  evidence: Evidence
  /** Snag's literal sentence for this verdict, where there is one. */
  message?: string
  /** What may be paid for only once within the rule, whoever shows it: `x:account:123`. */
  proofs?: readonly string[]
  /** Factors this fact brings with it (a verified account), as decimal strings. */
  factors?: readonly Factor[]
  /** Weaker than the rule type's own trust, when the fact leans on something weaker. */
  trust?: Trust
}

export interface Unmet {
  kind: 'unmet'
  reason: string
  message: string
  evidence: Evidence
}

/** Cannot be known before `until` (ISO 8601): a block not final, a delay not over. */
export interface Later {
  kind: 'later'
  until: string
  reason: string
  message: string
}

export interface Factor {
  source: string
  factor: string
}

export type MetOptions = Pick<Met, 'since' | 'message' | 'proofs' | 'factors' | 'trust'>

export function met(
  amount: string | number | bigint = 1,
  evidence: Evidence = {},
  options: MetOptions = {},
): Met {
  return { kind: 'met', amount: String(amount), evidence, ...options }
}

export function unmet(reason: string, message: string, evidence: Evidence = {}): Unmet {
  return { kind: 'unmet', reason, message, evidence }
}

export function later(until: Date, reason: string, message: string): Later {
  return { kind: 'later', until: until.toISOString(), reason, message }
}

/** The weaker of two. */
export function weakest(a: Trust, b: Trust): Trust {
  return trusts.indexOf(a) > trusts.indexOf(b) ? a : b
}

export function isAtLeast(trust: Trust, minimum: Trust): boolean {
  return trusts.indexOf(trust) <= trusts.indexOf(minimum)
}
