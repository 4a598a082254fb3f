import type { Run } from './property.ts'

/** What once went wrong, and what easily could: as short as it can be. They are run first. */
export const examples: readonly Run[] = []
