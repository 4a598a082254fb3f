import type { Frequency, Interval } from './rule.ts'

// Which intervals go with which frequency: how often the engine looks, and how often one user may be paid.
const table: Record<Frequency, readonly Interval[]> = {
  immediately: ['once', 'hourly', 'daily', 'weekly', 'monthly', 'every_message', 'unlimited'],
  hourly: ['once', 'hourly', 'unlimited'],
  daily: ['once', 'daily', 'unlimited'],
  weekly: ['once', 'weekly', 'unlimited'],
  monthly: ['once', 'monthly', 'unlimited'],
  once: ['once'],
  none: ['once', 'hourly', 'daily', 'weekly', 'monthly', 'custom', 'unlimited'],
}

const seconds: Partial<Record<Frequency, number>> = {
  hourly: 3600,
  daily: 86_400,
  weekly: 7 * 86_400,
  monthly: 30 * 86_400,
}

export function isCadence(frequency: Frequency, interval: Interval): boolean {
  return table[frequency].includes(interval)
}

/** Seconds between two sweeps of a rule; rules that are looked at "immediately" are swept hourly. */
export function sweepSecondsOf(frequency: Frequency): number {
  return seconds[frequency] ?? 3600
}
