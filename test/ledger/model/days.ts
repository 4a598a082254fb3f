const dayMs = 86_400_000
const start = Date.UTC(2026, 0)

export function dateOf(day: number): Date {
  return new Date(start + day * dayMs)
}

export function dayOf(date: Date): number {
  return (date.getTime() - start) / dayMs
}
