import type { CommonRule } from '../rules/fields.ts'
import type { RuleRecord, RuleVersion } from '../store/rules.ts'

/** A stored rule as its type reads it. It was parsed by its type's schema when it was saved. */
export function ruleOf(record: Pick<RuleRecord, '_id' | 'definition' | 'resolved'>): CommonRule {
  return { ...record.definition, id: record._id, resolved: record.resolved } as CommonRule
}

export function ruleOfVersion({ rule, definition, resolved }: RuleVersion): CommonRule {
  return ruleOf({ _id: rule, definition, resolved })
}
