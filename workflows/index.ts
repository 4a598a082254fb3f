// A workflow's type is its rule's type. Most rules are claimed the same way, so that flow is the default export,
// which Temporal runs for every type not exported by name. A rule type that takes another course through time has a
// line of its own here.
export { claimRewards as default } from './claim.ts'
export { delayedClaim as link_click } from './delayed-claim.ts'
export { sweep } from './sweep.ts'
export { deliver } from './deliver.ts'
export { drain } from './drain.ts'
export { housekeeping } from './housekeeping.ts'
