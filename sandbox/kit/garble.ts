import type { Fault } from './faults.ts'
import type { VendorAnswer } from './vendor.ts'

const page =
  '<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking</body></html>'

/** The page an edge proxy sends in the vendor's stead. */
export function webPage(status: number): VendorAnswer {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: page }
}

/** Spoils a good answer as a fault says; kinds that do not touch the body leave it as it is. */
export function garble(answer: VendorAnswer, fault: Fault | undefined): VendorAnswer {
  if (!fault || answer.body === undefined) return answer
  const { body } = answer
  if (fault.kind === 'truncate') return half(answer)
  if (fault.kind === 'wrong_type') return { ...answer, body: withNumber(body, fault.field) }
  if (fault.kind === 'unknown_field') return { ...answer, body: withUnknownField(body) }
  if (fault.kind === 'unknown_enum') return { ...answer, body: withUnknownEnum(body, fault.field) }
  return answer
}

function half({ status, headers, body }: VendorAnswer): VendorAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const type = { 'content-type': 'application/json; charset=utf-8' }
  return { status, headers: { ...type, ...headers }, body: text.slice(0, text.length / 2) }
}

// A number where a string is due: in the named field, else in the first string there is.
function withNumber(body: unknown, field: string | undefined): unknown {
  let isDone = false
  return mapFields(body, (name, value) => {
    if (isDone || typeof value !== 'string' || (field !== undefined && name !== field)) return value
    isDone = true
    return 404
  })
}

function withUnknownEnum(body: unknown, field: string): unknown {
  const strange = 'sandbox_unknown'
  return mapFields(body, (name, value) => {
    if (name !== field) return value
    return Array.isArray(value) ? [...(value as unknown[]), strange] : strange
  })
}

function withUnknownField(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withUnknownField)
  if (!isRecord(value)) return value
  const fields = Object.entries(value).map(([name, inner]) => [name, withUnknownField(inner)])
  return { ...Object.fromEntries(fields), sandbox_unknown: { since: 'tomorrow' } }
}

function mapFields(value: unknown, change: (name: string, value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapFields(item, change))
  if (!isRecord(value)) return value
  const fields = Object.entries(value).map(([name, inner]) => {
    return [name, mapFields(change(name, inner), change)]
  })
  return Object.fromEntries(fields)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
