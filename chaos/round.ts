import { setTimeout as delay } from 'node:timers/promises'
import type { World } from './faults/fault.ts'
import type { Planned, Round } from './plan.ts'
import type { Problem } from './request.ts'
import type { Side } from './side.ts'
import { heal, ownEnds, restartAll } from './world.ts'

/** A side and how much it is asked in a round. */
export interface Share {
  side: Side
  operations: number
}

const loadMs = 1_500
const answeredWithinMs = 60_000
const sentAgainShare = 0.05

/** Lets clients work while the faults happen, heals everything, hears every answer, and compares. */
export async function runRound(world: World, shares: readonly Share[], round: Round) {
  const loads = Promise.all(
    shares.map(({ side, operations }) => {
      side.giveUpIn(Infinity)
      return side.load(round.number, operations, loadMs)
    }),
  )
  await Promise.all([...round.faults.map((fault) => play(fault, world)), delay(loadMs)])
  await heal(world)
  for (const { side } of shares) side.giveUpIn(answeredWithinMs)
  await loads
  const problems = await Promise.all(shares.map((share) => compared(share, world)))
  return [...ownEnds(world), ...problems.flat()]
}

async function compared({ side, operations }: Share, world: World): Promise<Problem[]> {
  const late = [...(await silence(side, world))]
  await side.sendAgain(Math.ceil(operations * sentAgainShare))
  late.push(...(await silence(side, world)))
  return [...late, ...(await side.compare())]
}

/** Nothing is compared while an answer may come. Who neither answers nor ends is ended. */
async function silence(side: Side, world: World): Promise<Problem[]> {
  const unanswered = await side.unanswered(answeredWithinMs)
  if (unanswered.length === 0) return []
  await restartAll(world)
  await side.unanswered(answeredWithinMs)
  const some = unanswered.slice(0, 5).join(', ')
  const message = `${unanswered.length} calls were left without an answer until the processes were killed: ${some}`
  return [{ kind: 'broken', message }]
}

async function play({ atMs, forMs, begin }: Planned, world: World): Promise<void> {
  await delay(atMs)
  const end = await begin(world)
  await delay(forMs)
  await end()
}
