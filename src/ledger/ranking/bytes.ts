/** A hash of 32 bits: FNV-1a, stirred at the end so that the low bits depend on all bytes. */
export function hashOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}

/**
 * Compares two parts of one array, byte by byte: below 0 when the first comes before the second, 0 when they are the same.
 * This is how MongoDB sorts strings.
 */
export function compareParts(
  bytes: Uint8Array,
  [start, end]: readonly [number, number],
  [otherStart, otherEnd]: readonly [number, number],
): number {
  const length = Math.min(end - start, otherEnd - otherStart)
  for (let index = 0; index < length; index++) {
    const difference = (bytes[start + index] ?? 0) - (bytes[otherStart + index] ?? 0)
    if (difference !== 0) return difference
  }
  return end - start - (otherEnd - otherStart)
}
