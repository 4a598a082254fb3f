import { messageOf } from '../errors.mjs'
import type { Demo } from '../demo.ts'
import { checkLedger } from './check-ledger.ts'
import { claimManyTimes } from './claim-many-times.ts'
import { claimWhileLimited } from './claim-while-limited.ts'
import { createCast } from './cast.ts'
import type { Cast } from './cast.ts'
import { followOwnRecords } from './own-records.ts'
import { countEvents } from './count-events.ts'
import { haveRoleOnDiscord } from './discord-role.ts'
import { holdNft } from './hold-nft.ts'
import { lineOf, summaryOf } from './lines.ts'
import type { Result } from './lines.ts'
import { leavePullOpen, mergePull } from './merge-pull.ts'
import { movePointsByClaimr } from './claimr-points.ts'
import { sellNft, takeBack } from './sell-nft.ts'
import { signIn } from './sign-in.ts'

/** What re-computing the ledger found. */
export type Audit = { entries: number; accounts: number; problems: unknown[] }

export type TourOptions = Demo & {
  temporalUiUrl?: string
  audit: () => Promise<Audit>
  say: (line: string) => void
}

/** Something that is done, and what was seen of it; a throw is what was seen instead. */
export type Step = { title: string; run: (cast: Cast) => Promise<string> }

const steps: Step[] = [
  signIn,
  holdNft,
  sellNft,
  // While the second look at that is waited for, other things happen.
  mergePull,
  leavePullOpen,
  claimWhileLimited,
  haveRoleOnDiscord,
  ...followOwnRecords,
  claimManyTimes,
  movePointsByClaimr,
  countEvents,
  takeBack,
  checkLedger,
]

/** Goes through the main job on real input, a line per step; true when all of it held. */
export async function runTour(options: TourOptions): Promise<boolean> {
  const { say } = options
  say('the tour:')
  const cast = await createCast(options)
  const results: Result[] = []
  for (const step of steps) {
    const result = await take(step, cast)
    results.push(result)
    say(lineOf(result))
  }
  say(summaryOf(results))
  return results.every(({ isHeld }) => isHeld)
}

async function take({ title, run }: Step, cast: Cast): Promise<Result> {
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  try {
    return { title, isHeld: true, seen: await run(cast), seconds: seconds() }
  } catch (error) {
    return { title, isHeld: false, seen: messageOf(error), seconds: seconds() }
  }
}
