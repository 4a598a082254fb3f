import { audited } from './audited.ts'
import type { Progress } from './launch.ts'
import { launchWriter } from './launch.ts'
import { plain } from './table.ts'
import type { Stage } from './stage.ts'

/** As the product's own image starts its processes; see the Dockerfile. */
const flags = ['--max-old-space-size=192', '--max-semi-space-size=8']
const env = { MALLOC_ARENA_MAX: '1' }

const lines = 20

/** Posts for so many minutes, each credit to an account that never was, and tells what the process keeps in memory. */
export async function measureMemory(stage: Stage, minutes: number) {
  return stage.onDatabase(async (database, db) => {
    const windowMs = minutes * 60_000
    const { url, mongodPid } = stage
    const writer = launchWriter({ flags, env })
    try {
      await writer.prepare({
        ...{ contender: 'ours', url, database, mongodPid, writer: 0, spread: 'new' },
        ...{ load: { inFlight: 1000 }, warmMs: 0, windowMs, tellEveryMs: windowMs / lines },
      })
      const samples: Progress[] = []
      console.log('minutes  accounts      MB')
      const measured = await writer.go((progress) => {
        samples.push(progress)
        console.log(lineOf(progress))
      })
      const { creditsPerSecond, credits } = measured
      const overTime = [...samples, measured].map(({ megabytes }) => megabytes)
      const megabytes = Math.max(...overTime)
      console.log(`${plain(credits)} accounts, ${megabytes} MB at the most; the audit ...`)
      await audited(db, credits)
      return {
        ...{ minutes, accounts: credits, creditsPerSecond: Math.round(creditsPerSecond) },
        ...{ writerMegabytes: megabytes, overTime },
      }
    } finally {
      await writer.end()
    }
  })
}

function lineOf({ seconds, credits, megabytes }: Progress): string {
  const cells = [(seconds / 60).toFixed(2).padStart(7), plain(credits).padStart(10)]
  return [...cells, String(megabytes).padStart(6)].join('  ')
}
