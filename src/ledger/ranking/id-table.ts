import { compareParts, hashOf } from './bytes.ts'

const cellSize = 3

/**
 * Numbers texts 0, 1, 2, ... in the order in which they are first seen, and keeps them as bytes: a million strings of
 * JavaScript would cost twice the memory and be walked by every garbage collection. A hash of 32 bits only says where to
 * look; the bytes decide, so that two texts of one hash are still two. The table grows by one bucket for each text (linear
 * hashing), so that none has to wait while a million are moved. Nothing is forgotten: an account that goes may come
 * back, and the ledger deletes none.
 *
 * A text takes its UTF-8 bytes, 16 bytes around them, and up to a quarter of all that as room to grow.
 */
export function createIdTable() {
  let bytes = Buffer.from(new ArrayBuffer(1024))
  /** Of each text: where it starts, its hash, and the next text of its bucket plus one. The last one is the next to come. */
  let cells = new Uint32Array(33 * cellSize)
  /** The first text of each bucket plus one, or 0. */
  let heads = new Uint32Array(32)
  let count = 0
  let buckets = 1
  /** The largest power of two that is no more than the buckets. */
  let half = 1

  /** The number of a text; -1 if it has none. */
  function slotOf(text: string): number {
    return search(written(text))
  }

  /** The number of a text, which is given one if it has none. */
  function slotFor(text: string): number {
    const end = written(text)
    const known = search(end)
    if (known >= 0) return known
    cells[count * cellSize + 1] = hashOf(bytes, startOf(count), end)
    link(count)
    count += 1
    cells = withRoom(cells, (count + 1) * cellSize)
    cells[count * cellSize] = end
    if (count > buckets) divide()
    return count - 1
  }

  function textOf(slot: number): string {
    return bytes.toString('utf8', ...partOf(slot))
  }

  /** Whether one text comes before another where MongoDB sorts them. */
  function isBefore(slot: number, other: number): boolean {
    return compareParts(bytes, partOf(slot), partOf(other)) < 0
  }

  /** Writes a text behind the last one, where it stays if it is kept; answers where it ends. */
  function written(text: string): number {
    const start = startOf(count)
    // A unit of UTF-16 comes to three bytes at most.
    const needed = start + text.length * 3
    if (needed > bytes.length) {
      const length = Math.max(needed, Math.ceil(bytes.length * 1.25))
      bytes = Buffer.from(bytes.buffer.transfer(length))
    }
    return start + bytes.write(text, start)
  }

  /** The number of the text that was written behind the last one, or -1. */
  function search(end: number): number {
    const part = [startOf(count), end] as const
    const hash = hashOf(bytes, ...part)
    let slot = headOf(bucketOf(hash))
    while (slot >= 0) {
      if (hashIn(slot) === hash && compareParts(bytes, partOf(slot), part) === 0) return slot
      slot = nextOf(slot)
    }
    return -1
  }

  function link(slot: number): void {
    const bucket = bucketOf(hashIn(slot))
    cells[slot * cellSize + 2] = heads[bucket] ?? 0
    heads[bucket] = slot + 1
  }

  /** Makes one more bucket, and moves what belongs there out of the one that had to hold it so far. */
  function divide(): void {
    const bucket = buckets - half
    let slot = headOf(bucket)
    heads[bucket] = 0
    buckets += 1
    heads = withRoom(heads, buckets)
    while (slot >= 0) {
      const next = nextOf(slot)
      link(slot)
      slot = next
    }
    if (buckets === half * 2) half = buckets
  }

  function bucketOf(hash: number): number {
    const bucket = hash & (half * 2 - 1)
    return bucket < buckets ? bucket : bucket - half
  }

  function headOf(bucket: number): number {
    return (heads[bucket] ?? 0) - 1
  }

  function hashIn(slot: number): number {
    return cells[slot * cellSize + 1] ?? 0
  }

  function nextOf(slot: number): number {
    return (cells[slot * cellSize + 2] ?? 0) - 1
  }

  function startOf(slot: number): number {
    return cells[slot * cellSize] ?? 0
  }

  function partOf(slot: number): readonly [number, number] {
    return [startOf(slot), startOf(slot + 1)]
  }

  /** What the texts alone take, and all there is. */
  function size() {
    return { texts: startOf(count), bytes: bytes.length + cells.byteLength + heads.byteLength }
  }

  return { slotOf, slotFor, textOf, isBefore, size }
}

function withRoom(array: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  if (length <= array.length) return array
  return new Uint32Array(array.buffer.transfer(Math.ceil(length * 1.25) * 4))
}
