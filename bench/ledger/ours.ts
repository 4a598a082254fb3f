import { Failure } from '../../src/domain/failure.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import type { Posted, Posting } from '../../src/ledger/types.ts'
import { connect } from './contender.ts'
import type { Contender } from './contender.ts'
import { createCredits, issuance, rule } from './credits.ts'
import type { Credit } from './credits.ts'
import type { Job } from './job.ts'

/** The ledger as the API's processes use it: its public calls and nothing else. */
export async function openOurs(job: Job): Promise<Contender> {
  const client = await connect(job.url)
  const ledger = createLedger({ db: client.db(job.database), client })
  const credits = createCredits(job)
  const { creditsPerCall = 1 } = job
  const seen = { repeats: 0, replays: 0 }

  return {
    send: creditsPerCall === 1 ? sendOne : sendMany,
    async close() {
      await ledger.drain()
      await client.close()
      if (seen.replays === seen.repeats) return
      throw new Error(`${seen.repeats} keys were repeated, ${seen.replays} answers said so`)
    },
  }

  async function sendOne() {
    const credit = credits.next()
    count(credit, await ledger.post(postingOf(credit)))
    return 1
  }

  async function sendMany() {
    const batch = Array.from({ length: creditsPerCall }, () => credits.next())
    const answers = await ledger.postAll(batch.map(postingOf))
    for (const [index, answer] of answers.entries()) {
      if (answer instanceof Failure) throw answer
      const credit = batch[index]
      if (credit) count(credit, answer)
    }
    return batch.length
  }

  function count({ isRepeat }: Credit, { replayed }: Posted) {
    if (isRepeat) seen.repeats += 1
    if (replayed) seen.replays += 1
  }
}

export function postingOf({ key, account, amount }: Credit): Posting {
  const legs = [
    { account: issuance, amount: -amount },
    { account, amount },
  ]
  return { key, legs, kind: 'reward', rule }
}
