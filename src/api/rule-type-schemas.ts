import type { z } from 'zod'
import { ruleTypes } from '../rules/catalog.ts'

/** What each rule type reads, by the name of its component in the document. */
export function ruleTypeSchemas(): Record<string, z.ZodType> {
  return Object.fromEntries(ruleTypes.map(({ type, schema }) => [nameOf(type), schema]))
}

/** References to all of them, for the body that creates a rule. */
export function ruleTypeRefs(): { $ref: string }[] {
  return ruleTypes.map(({ type }) => ({ $ref: `#/components/schemas/${nameOf(type)}` }))
}

function nameOf(type: string): string {
  return `RuleType.${type}`
}
