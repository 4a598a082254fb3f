/** Of what was found by our own id or by its owner's, what has it as our own: others may be called as they like. */
export function ownFirst<Found extends { _id: string }>(
  found: readonly Found[],
  id: string,
): Found | null {
  return found.find(({ _id }) => _id === id) ?? found[0] ?? null
}
