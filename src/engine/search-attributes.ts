import {
  defineSearchAttributeKey,
  SearchAttributeType,
  TypedSearchAttributes,
} from '@temporalio/common'
import type { SearchAttributePair } from '@temporalio/common'
import { attributes } from '../domain/names.ts'

type Name = keyof typeof attributes

/** What an operator can search workflows by. An attribute without a value is left out. */
export function searchAttributes(values: Partial<Record<Name, string>>): TypedSearchAttributes {
  const pairs = (Object.keys(values) as Name[]).flatMap((name): SearchAttributePair[] => {
    const value = values[name]
    if (value === undefined) return []
    return [{ key: defineSearchAttributeKey(attributes[name], SearchAttributeType.KEYWORD), value }]
  })
  return new TypedSearchAttributes(pairs)
}
