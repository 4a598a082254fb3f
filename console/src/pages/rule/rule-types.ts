import { useGet } from '../../queries.ts'
import type { RuleType } from '../../replies.ts'

/** What can be verified, and what a rule of each type reads. */
export function useRuleTypes() {
  const found = useGet<{ data: RuleType[] }>('/loyalty/rule_types')
  return { ...found, types: found.data?.data }
}
