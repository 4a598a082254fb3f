import { Failure } from '../domain/failure.ts'
import * as rules from './index.ts'

export const ruleTypes = Object.values(rules)
export type RuleType = (typeof ruleTypes)[number]

const byType = new Map<string, RuleType>(ruleTypes.map((ruleType) => [ruleType.type, ruleType]))

/** Throws `invalid_request`: inside Temporal an unknown type would hang, not fail. */
export function ruleTypeOf(type: string): RuleType {
  const ruleType = byType.get(type)
  if (ruleType) return ruleType
  const message = `unknown rule type ${JSON.stringify(type)}`
  throw new Failure('invalid_request', message, {
    errors: [{ pointer: '/type', code: 'unknown_rule_type', message }],
  })
}

/** The queue on which rules of this type are verified. */
export function verifyQueueOf({ provider }: Pick<RuleType, 'provider'>): string {
  return `verify.${provider}`
}
