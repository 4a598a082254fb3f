import { useGet } from '../../queries.ts'
import type { RuleType } from '../../replies.ts'
import { pathOfTypes } from './path-of-rule.ts'

/** What can be verified, and what a rule of each type reads. */
export function useRuleTypes() {
  const found = useGet<{ data: RuleType[] }>(pathOfTypes)
  return { ...found, types: found.data?.data }
}
