/** The distance of lines that people count in: 1, 2 or 5 of a power of ten, and never less than 1. */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)))
  return power * ([1, 2, 5].find((many) => many * power >= least) ?? 10)
}
