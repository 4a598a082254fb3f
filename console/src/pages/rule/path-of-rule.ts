/** What is asked for a rule, which is also the key its answer is kept under. */
export function pathOfRule(id: string): string {
  return `/loyalty/rules/${encodeURIComponent(id)}`
}

/** What is asked for all types. */
export const pathOfTypes = '/loyalty/rule_types'
