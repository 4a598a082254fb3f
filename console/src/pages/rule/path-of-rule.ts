/** What is asked for a rule, which is also the key its answer is kept under. */
export function pathOfRule(id: string): string {
  return `/loyalty/rules/${encodeURIComponent(id)}`
}
