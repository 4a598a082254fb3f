import { setTimeout as delay } from 'node:timers/promises'
import { openContender } from './contender.ts'
import type { Contender } from './contender.ts'
import type { Job, Measured, Told } from './job.ts'
import { createLoad } from './load.ts'
import { coresBetween, residentMegabytes, readUsage } from './usage.ts'

// One process that sends: the callers and what they call share it, as they would share an API process. It stays for the
// next job, since code that has run for a while runs faster. It makes ready, waits for the word, so that several begin
// together, and tells what it measured.

process.on('disconnect', () => process.exit())
for (;;) {
  const job = (await heard()) as Job
  const contender = await openContender(job)
  tell({ kind: 'ready' })
  await heard()
  const measured = await measure(contender, job)
  await contender.close()
  tell({ kind: 'measured', measured })
}

async function measure({ send }: Contender, job: Job): Promise<Measured> {
  const { counted, drive, begin, end, latencyMs } = createLoad(job.load, send)
  const driven = drive()
  await Promise.race([delay(job.warmMs), driven])
  const before = await readUsage(job.mongodPid)
  begin()
  const telling = tellEvery(job.tellEveryMs, () => counted.all)
  await Promise.race([delay(job.windowMs), driven])
  end()
  clearInterval(telling)
  const { seconds, ...cores } = coresBetween(before, await readUsage(job.mongodPid))
  await driven
  return {
    creditsPerSecond: counted.inWindow / seconds,
    p50Ms: latencyMs(50),
    p99Ms: latencyMs(99),
    credits: counted.all,
    ...cores,
    megabytes: residentMegabytes(),
  }
}

function tellEvery(ms: number | undefined, credits: () => number) {
  const began = performance.now()
  return ms === undefined
    ? undefined
    : setInterval(() => {
        const seconds = (performance.now() - began) / 1000
        tell({ kind: 'progress', seconds, credits: credits(), megabytes: residentMegabytes() })
      }, ms)
}

function tell(what: Told): void {
  process.send?.(what)
}

/** What comes is an answer to what was told last, so that there is never more than one. */
async function heard(): Promise<unknown> {
  return new Promise((resolve) => process.once('message', resolve))
}
