import type { FieldError } from '../domain/failure.ts'
import type { RuleType } from './catalog.ts'
import { checkRule } from './check-rule.ts'
import type { RuleDefinition } from './check-rule.ts'
import { refuseFields } from './field-failure.ts'
import { dropForeignFields, lostFields } from './foreign-fields.ts'
import type { Warning } from './foreign-fields.ts'
import { idleSettings } from './idle-settings.ts'
import { inKnownShape } from './known-shape.ts'
import { schemaErrors } from './schema-errors.ts'

/**
 * Reads a rule as a client of the Snag API sends it: what its type does not read is dropped and named in
 * `warnings`, older shapes are accepted, and all the rest must be right. Says nothing about names that exist
 * elsewhere, such as a currency's. Throws `invalid_request` with one error per wrong field, pointers and all.
 */
export function parseRule(
  ruleType: RuleType,
  body: Readonly<Record<string, unknown>>,
): { rule: RuleDefinition; warnings: Warning[] } {
  refuse(dangerousKeys(body))
  const { kept, warnings } = dropForeignFields(ruleType, inKnownShape(ruleType, body))
  const parsed = ruleType.schema.safeParse(kept)
  if (!parsed.success) throw refuseFields(...schemaErrors(parsed.error, kept))

  const rule = parsed.data as RuleDefinition
  refuse(checkRule(ruleType, rule))
  const idle = idleSettings(ruleType.task(rule))
  return { rule, warnings: [...warnings, ...lostFields(kept, rule), ...idle] }
}

function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw refuseFields(...errors)
}

const dangerous = new Set(['__proto__', 'constructor', 'prototype'])

/** Keys that would reach an object's prototype if somebody merged them; walked without recursion, however deep. */
function dangerousKeys(body: object): FieldError[] {
  const left: { value: object; pointer: string }[] = [{ value: body, pointer: '' }]
  for (let next = left.pop(); next; next = left.pop()) {
    for (const [key, value] of Object.entries(next.value) as [string, unknown][]) {
      const pointer = `${next.pointer}/${key}`
      if (dangerous.has(key)) {
        return [{ pointer, code: 'forbidden_key', message: `the key ${key} is not accepted` }]
      }
      if (typeof value === 'object' && value !== null) left.push({ value, pointer })
    }
  }
  return []
}
