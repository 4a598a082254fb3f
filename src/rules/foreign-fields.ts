import type { z } from 'zod'
import type { RuleType } from './catalog.ts'
import { isFields } from './known-shape.ts'
import { pointerOf } from './schema-errors.ts'

/** Something that was sent and has no effect: a JSON pointer into what was sent, and a sentence. */
export interface Warning {
  pointer: string
  message: string
}

type Fields = Record<string, unknown>
type Shape = Readonly<Record<string, z.core.SomeType>>

// They say where a rule belongs; the door reads them, and nobody else.
const address = new Set(['organizationId', 'websiteId'])

/**
 * Leaves out what the rule type does not read, at the top level and in the metadata, and names it. A null
 * where the type knows no null is how clients leave a field out.
 */
export function dropForeignFields(ruleType: RuleType, body: Readonly<Fields>) {
  const warnings: Warning[] = []
  const { shape } = ruleType.schema
  const kept = pick(body, shape, [])
  if (isFields(kept.metadata)) {
    kept.metadata = pick(kept.metadata, shape.metadata.unwrap().shape, ['metadata'])
  }
  return { kept, warnings }

  function pick(fields: Readonly<Fields>, read: Shape, path: readonly string[]): Fields {
    const entries = Object.entries(fields).filter(([key, value]) => {
      const schema = Object.hasOwn(read, key) ? read[key] : undefined
      if (schema) return !isLeftOut(schema as z.ZodType, value)
      if (path.length > 0 || !address.has(key)) warnings.push(unread(ruleType, [...path, key]))
      return false
    })
    return Object.fromEntries(entries)
  }
}

/** Names what lay deeper in the metadata, and did not come through the parsing. */
export function lostFields(
  sent: unknown,
  parsed: unknown,
  path: readonly string[] = [],
): Warning[] {
  if (Array.isArray(sent) && Array.isArray(parsed)) {
    return sent.flatMap((item, index) => lostFields(item, parsed[index], [...path, String(index)]))
  }
  if (!isFields(sent) || !isFields(parsed)) return []
  return Object.entries(sent).flatMap(([key, value]) =>
    Object.hasOwn(parsed, key) || value === undefined
      ? lostFields(value, parsed[key], [...path, key])
      : [{ pointer: pointerOf([...path, key]), message: 'is not read here and was left out' }],
  )
}

function isLeftOut(schema: z.ZodType, value: unknown): boolean {
  if (value !== null || schema.safeParse(null).success) return value === undefined
  return schema.safeParse(undefined).success
}

function unread({ type }: RuleType, path: readonly string[]): Warning {
  const message = `rules of type ${type} do not read this field: it was left out`
  return { pointer: pointerOf(path), message }
}
