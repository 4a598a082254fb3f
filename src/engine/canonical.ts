/** The same text for the same JSON, in whatever order its fields were written. */
export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const fields = fieldsOf(value).map(
    ([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`,
  )
  return `{${fields.sort().join(',')}}`
}

/** A field that is undefined was not said. */
export function fieldsOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, field]) => field !== undefined)
}
