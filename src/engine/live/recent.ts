import type { ByOrg } from './places.ts'

/** Changes of a moment, of everybody. */
export interface Batch {
  changes: ByOrg
  size: number
  /** With these, everything up to here was told. */
  until: string
}

/** The latest changes, at most so many. Whoever stands at a place that it still reaches goes on from here. */
export function createRecent(from: string, most: number) {
  const batches: Batch[] = []
  let [floor, place, size] = [from, from, 0]

  function add(batch: Batch): void {
    place = batch.until
    if (batch.size === 0) return
    batches.push(batch)
    size += batch.size
    while (size > most) drop()
  }

  function drop(): void {
    const dropped = batches.shift()
    if (!dropped) return
    size -= dropped.size
    floor = dropped.until
  }

  /** What came after a place; undefined if some of that is gone. */
  function after(since: string): readonly Batch[] | undefined {
    if (since < floor) return undefined
    return batches.slice(batches.findLastIndex(({ until }) => until <= since) + 1)
  }

  return { add, after, place: () => place }
}
