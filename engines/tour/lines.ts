/** How a step of the tour went. */
export type Result = { title: string; isHeld: boolean; seen: string; seconds: number }

/** One line, however many there were in what was seen. */
export function lineOf({ title, isHeld, seen, seconds }: Result): string {
  const time = `${seconds.toFixed(1)} s`.padStart(7)
  return `  ${isHeld ? 'held' : 'FAIL'}${time}  ${title}: ${seen.trim().replace(/\s*\n\s*/g, '; ')}`
}

export function summaryOf(results: readonly Result[]): string {
  const held = results.filter(({ isHeld }) => isHeld).length
  const seconds = results.reduce((sum, result) => sum + result.seconds, 0)
  return `${held} of ${results.length} steps held, ${seconds.toFixed(0)} s`
}
