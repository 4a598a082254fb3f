import type { VendorSpec } from '../kit/vendor.ts'
import type { Github } from './github.ts'
import { hookActs } from './hook-acts.ts'
import { memberActs } from './member-acts.ts'
import { pullActs } from './pull-acts.ts'
import { repoActs } from './repo-acts.ts'
import { tokenActs } from './token-acts.ts'
import { userActs } from './user-acts.ts'

export type Acts = VendorSpec['acts']

/** All that can happen in this GitHub. */
export function githubActs(github: Github): Acts {
  return {
    ...userActs(github),
    ...tokenActs(github),
    ...repoActs(github),
    ...memberActs(github),
    ...pullActs(github),
    ...hookActs(github),
  }
}
