import type { VendorRoute } from './vendor.ts'

export interface Matched {
  route: VendorRoute
  params: Record<string, string>
}

/** Finds the first route for a method and path; undefined if the vendor has none. */
export function createRouter(routes: readonly VendorRoute[]) {
  const compiled = routes.map((route) => ({ route, pattern: pathPattern(route.path) }))

  return (method: string, path: string): Matched | undefined => {
    for (const { route, pattern } of compiled) {
      const params = route.method === method ? decoded(pattern.exec(path)) : undefined
      if (params) return { route, params }
    }
    return undefined
  }
}

/** `:name` stands for one segment of a path, `*` for anything. */
export function pathPattern(path: string): RegExp {
  const source = path
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/:(\w+)/g, '(?<$1>[^/]+)')
  return new RegExp(`^${source}$`)
}

// A path that is not proper percent-encoding belongs to no route.
function decoded(match: RegExpExecArray | null): Record<string, string> | undefined {
  if (!match) return undefined
  const groups = Object.entries(match.groups ?? {})
  try {
    return Object.fromEntries(groups.map(([name, value]) => [name, decodeURIComponent(value)]))
  } catch {
    return undefined
  }
}
