/** A field that says something else: where it is, as a JSON pointer, and what it said before. */
export interface Difference {
  pointer: string
  from: unknown
  to: unknown
}

/** How two versions of a rule differ, field by field; lists are compared as a whole. Null is told for what is not there. */
export function differencesOf(before: object, after: object, base = ''): Difference[] {
  const was = new Map<string, unknown>(Object.entries(before))
  const is = new Map<string, unknown>(Object.entries(after))
  const names = new Set([...was.keys(), ...is.keys()])
  return [...names].flatMap((name) => {
    const from = was.get(name) ?? null
    const to = is.get(name) ?? null
    const pointer = `${base}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    if (isObject(from) && isObject(to)) return differencesOf(from, to, pointer)
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ pointer, from, to }]
  })
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
