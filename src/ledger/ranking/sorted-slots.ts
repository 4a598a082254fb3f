const width = 1024

/**
 * A sorted list of numbers, cut into chunks of up to 1,024: a search halves the chunks, then one chunk; an insertion moves
 * at most 4 KB; a rank adds up the sizes of the chunks before. That sum is what grows with the list, and at a million
 * it is about 1,500 additions, a microsecond. A balanced tree would save them, for 16 bytes of pointers each and a
 * walk through memory; a Fenwick tree over points would need to know all balances before. Here a number costs
 * 4 bytes when it came in order, about 6 after many moves, and 16 at worst: neighbours that fit half a chunk are joined.
 */
export function createSortedSlots(isBefore: (slot: number, other: number) => boolean) {
  const chunks = [new Uint32Array(width)]
  const sizes = [0]
  let count = 0

  /** Adds one that is not there. */
  function add(slot: number): void {
    let chunk = chunkOf(slot)
    if (sizeOf(chunk) === width) {
      divide(chunk, slot)
      chunk = chunkOf(slot)
    }
    const slots = slotsOf(chunk)
    const size = sizeOf(chunk)
    const index = indexIn(slots, size, slot)
    slots.copyWithin(index + 1, index, size)
    slots[index] = slot
    sizes[chunk] = size + 1
    count += 1
  }

  /** Takes one out that is there. */
  function remove(slot: number): void {
    const chunk = chunkOf(slot)
    const slots = slotsOf(chunk)
    const size = sizeOf(chunk)
    const index = indexIn(slots, size, slot)
    slots.copyWithin(index, index + 1, size)
    sizes[chunk] = size - 1
    count -= 1
    join(chunk)
    join(chunk - 1)
  }

  /** How many come before one that is there. */
  function indexOf(slot: number): number {
    const chunk = chunkOf(slot)
    let before = indexIn(slotsOf(chunk), sizeOf(chunk), slot)
    for (let each = 0; each < chunk; each++) before += sizeOf(each)
    return before
  }

  /** A part of the list, in order; what is beyond its ends is left out. */
  function slice(from: number, to: number): number[] {
    const found: number[] = []
    let start = 0
    for (let chunk = 0; chunk < chunks.length && start < to; chunk++) {
      const size = sizeOf(chunk)
      if (start + size > from) {
        found.push(
          ...slotsOf(chunk).subarray(Math.max(0, from - start), Math.min(size, to - start)),
        )
      }
      start += size
    }
    return found
  }

  /** The first chunk that does not end before a slot, or else the last chunk. */
  function chunkOf(slot: number): number {
    let low = 0
    let high = chunks.length - 1
    // What is loaded in order is known at one look.
    if (sizeOf(high) > 0 && isBefore(lastOf(high), slot)) return high
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isBefore(lastOf(middle), slot)) low = middle + 1
      else high = middle
    }
    return high
  }

  function indexIn(slots: Uint32Array, size: number, slot: number): number {
    let low = 0
    let high = size
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isBefore(slots[middle] ?? 0, slot)) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Makes room in a full chunk. The last one stays full when the list grows at its end, as it does when it is loaded in order. */
  function divide(chunk: number, slot: number): void {
    const isAtEnd = chunk === chunks.length - 1 && isBefore(lastOf(chunk), slot)
    const kept = isAtEnd ? width : width / 2
    const right = new Uint32Array(width)
    right.set(slotsOf(chunk).subarray(kept))
    chunks.splice(chunk + 1, 0, right)
    sizes.splice(chunk, 1, kept, width - kept)
  }

  /** Puts a chunk and the next one together where they fill half of one at most, or one is empty. */
  function join(chunk: number): void {
    if (chunk < 0 || chunk + 1 >= chunks.length) return
    const size = sizeOf(chunk)
    const next = sizeOf(chunk + 1)
    if (size > 0 && next > 0 && size + next > width / 2) return
    slotsOf(chunk).set(slotsOf(chunk + 1).subarray(0, next), size)
    chunks.splice(chunk + 1, 1)
    sizes.splice(chunk, 2, size + next)
  }

  function lastOf(chunk: number): number {
    return slotsOf(chunk)[sizeOf(chunk) - 1] ?? 0
  }

  function slotsOf(chunk: number): Uint32Array {
    return chunks[chunk] ?? none
  }

  function sizeOf(chunk: number): number {
    return sizes[chunk] ?? 0
  }

  return {
    ...{ add, remove, indexOf, slice },
    count: () => count,
    bytes: () => chunks.length * width * 4,
  }
}

const none = new Uint32Array(0)
