import type { Measured } from './job.ts'

/** What one run of a row came to, all its processes together. */
export interface Outcome extends Measured {
  /** What the slowest process got, of all; 1 if there was only one. */
  smallerShare: number
  /** For how long the projection went on after the last answer. */
  behindSeconds?: number | undefined
  auditPerSecond?: number | undefined
}

/** Rates and cores are summed up; of the latencies and sizes the worst counts. */
export function together(measured: readonly Measured[]): Outcome {
  const creditsPerSecond = sumOf(measured.map((each) => each.creditsPerSecond))
  const slowest = Math.min(...measured.map((each) => each.creditsPerSecond))
  return {
    creditsPerSecond,
    smallerShare: slowest / creditsPerSecond,
    credits: sumOf(measured.map(({ credits }) => credits)),
    p50Ms: Math.max(...measured.map(({ p50Ms }) => p50Ms)),
    p99Ms: Math.max(...measured.map(({ p99Ms }) => p99Ms)),
    clientCores: sumOf(measured.map(({ clientCores }) => clientCores)),
    // Each of them looked at the same mongod.
    mongodCores: Math.max(...measured.map(({ mongodCores }) => mongodCores)),
    megabytes: Math.max(...measured.map(({ megabytes }) => megabytes)),
  }
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
