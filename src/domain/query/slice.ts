import type { JsonList } from './json.ts'
import type { Meter } from './meter.ts'
import type { Slice } from './tree.ts'

/** The part of a list between two places, every `step`th item; as in Python, a negative place counts from the end. */
export function sliceOf(list: JsonList, { start, stop, step }: Slice, meter: Meter): JsonList {
  const isForward = step > 0
  const first = placeOf(start ?? (isForward ? 0 : Infinity), list.length, isForward)
  const end = stop === null ? (isForward ? list.length : -1) : placeOf(stop, list.length, isForward)
  const count = Math.max(0, Math.ceil((end - first) / step))
  meter.build(count)
  return Array.from({ length: count }, (_, index) => list[first + index * step]!)
}

function placeOf(place: number, length: number, isForward: boolean): number {
  const counted = place < 0 ? place + length : place
  return isForward
    ? Math.min(Math.max(counted, 0), length)
    : Math.min(Math.max(counted, -1), length - 1)
}
