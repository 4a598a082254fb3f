import type { Step } from './model-actions.ts'

/** What once went wrong, and what easily could; as short as it can be. */
export const examples: [Step[]][] = []
