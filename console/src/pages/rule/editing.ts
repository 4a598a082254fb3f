// A rule that there is, and one that is to be: both are the form, and come as one file.
export { NewRule } from './new-rule.tsx'
export { RulePage } from './rule.tsx'
