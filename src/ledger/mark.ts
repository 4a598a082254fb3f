const lanes = 8
const scratch = Buffer.alloc(4 * lanes)
const view = new DataView(scratch.buffer, scratch.byteOffset)

/**
 * A sum of hashes that does not depend on their order: eight sums of 32 bits each. Two sets of entries with one mark are the
 * same set, as far as nobody searches for two that are not.
 */
export function createMark() {
  const sums = new Uint32Array(lanes)

  /** Takes a SHA-256, or another mark, in base64url. */
  function add(text: string): void {
    scratch.write(text, 'base64url')
    for (let lane = 0; lane < lanes; lane++) {
      sums[lane] = (sums[lane] ?? 0) + view.getUint32(4 * lane)
    }
  }

  function text(): string {
    const bytes = Buffer.alloc(4 * lanes)
    for (const [lane, sum] of sums.entries()) bytes.writeUInt32BE(sum, 4 * lane)
    return bytes.toString('base64url')
  }

  return { add, text }
}
