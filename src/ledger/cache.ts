export interface Cache<T> {
  get: (key: string) => T | undefined
  set: (key: string, value: T) => void
  delete: (key: string) => void
  clear: () => void
}

/**
 * Remembers at least the `size` things used last, and at most twice as many. Two generations: what is used moves to the
 * young one, and when that is full the old one is forgotten; so nothing is sorted or counted on the way.
 */
export function createCache<T>(size: number): Cache<T> {
  let young = new Map<string, T>()
  let old = new Map<string, T>()

  function get(key: string): T | undefined {
    const value = young.get(key)
    if (value !== undefined) return value
    const aged = old.get(key)
    if (aged !== undefined) set(key, aged)
    return aged
  }

  function set(key: string, value: T): void {
    young.set(key, value)
    if (young.size < size) return
    old = young
    young = new Map()
  }

  function remove(key: string): void {
    young.delete(key)
    old.delete(key)
  }

  function clear(): void {
    young = new Map()
    old = new Map()
  }

  return { get, set, delete: remove, clear }
}
