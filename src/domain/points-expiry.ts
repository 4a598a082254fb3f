const dayMs = 86_400_000
/** Up to here points expire by the day, which an account may know some hundred different ones of; beyond it by the month. */
const mostDaysByDay = 90

/** The longest that points may be made to last, in days; an account then knows 120 months at once. */
export const mostDaysOfPoints = 3650

/** When points expire that are given now: at the end of that UTC day, or month. Undefined if they do not. */
export function pointsExpiryOf(days: number | null | undefined, now: Date): Date | undefined {
  if (days == null) return undefined
  const last = new Date(now.getTime() + days * dayMs)
  const [year, month, day] = [last.getUTCFullYear(), last.getUTCMonth(), last.getUTCDate()]
  return new Date(
    days <= mostDaysByDay ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1),
  )
}
