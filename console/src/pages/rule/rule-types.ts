import type { Schema } from '../../form/schema.ts'
import { useGet } from '../../queries.ts'

interface Document {
  components: { schemas: Record<string, Schema> }
}

const prefix = 'RuleType.'

/** What each rule type reads, as the API documents it. */
export function useRuleTypes() {
  const found = useGet<Document>('/openapi.json')
  const schemas = found.data?.components.schemas ?? {}
  const types = Object.entries(schemas).flatMap(([name, schema]) =>
    name.startsWith(prefix) ? [{ type: name.slice(prefix.length), schema }] : [],
  )
  return { ...found, types: found.data ? types : undefined }
}
