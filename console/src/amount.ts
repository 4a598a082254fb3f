// Sums of points without Number: what is typed and what is stored has up to 9 decimals and 19 digits.

const places = 9
const one = 10n ** BigInt(places)

/** A decimal number as an integer of billionths; undefined for anything else that somebody types. */
export function parseAmount(text: string): bigint | undefined {
  const found = /^(?<sign>-?)(?<whole>\d{1,19})(?:\.(?<rest>\d{1,9}))?$/.exec(text.trim())
  if (!found?.groups) return undefined
  const { sign, whole = '0', rest = '' } = found.groups
  const size = BigInt(whole) * one + BigInt(rest.padEnd(places, '0'))
  return sign ? -size : size
}

/** The shortest text that `parseAmount` reads as this. */
export function amountText(amount: bigint): string {
  const size = amount < 0n ? -amount : amount
  const rest = String(size % one)
    .padStart(places, '0')
    .replace(/0+$/, '')
  return `${amount < 0n ? '-' : ''}${size / one}${rest && `.${rest}`}`
}

export function sumOf(amounts: readonly string[]): string {
  return amountText(amounts.reduce((sum, amount) => sum + (parseAmount(amount) ?? 0n), 0n))
}
