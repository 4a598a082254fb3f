// The few shapes of the contract ABI that are read by the thousand. https://docs.soliditylang.org/en/latest/abi-spec.html

/** A whole number as a word of 32 bytes. Throws RangeError if it does not fit. */
export function word(value: number | bigint): string {
  const hex = value.toString(16)
  if (value < 0 || hex.length > 64) throw new RangeError('does not fit a word')
  return hex.padStart(64, '0')
}

/** An address (0x...) as a word. */
export function padded(address: string): string {
  return address.slice(2).padStart(64, '0')
}

/** The word at a byte of some data (0x...) that says where something is, or how long. Throws RangeError past the end. */
export function positionAt(data: string, byte: number): number {
  const text = data.slice(2 + 2 * byte, 66 + 2 * byte)
  const position = Number(`0x${text}`)
  if (text.length === 64 && position < data.length) return position
  throw new RangeError('points past the end')
}

export function flagAt(data: string, byte: number): boolean {
  const flag = positionAt(data, byte)
  if (flag > 1) throw new RangeError('is neither true nor false')
  return flag === 1
}

/** The bytes (0x...) whose length is at a byte of the data. */
export function dataAt(data: string, byte: number): string {
  const size = positionAt(data, byte)
  const bytes = data.slice(66 + 2 * byte, 66 + 2 * (byte + size))
  if (bytes.length === 2 * size) return `0x${bytes}`
  throw new RangeError('is longer than what is there')
}
