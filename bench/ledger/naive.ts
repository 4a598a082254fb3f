import type { mongo } from 'mongoose'
import { connect, durable } from './contender.ts'
import type { Contender } from './contender.ts'
import { accountOf, createCredits, rule, usersOf } from './credits.ts'
import type { Credit } from './credits.ts'
import type { Job } from './job.ts'

interface Balance {
  _id: string
  balance: bigint
}

interface Entry {
  _id: string
  account: string
  amount: bigint
  kind: string
  rule: string
  at: Date
}

/**
 * B1: a transaction for each credit, as one would write it first. It has no second index, and its balance documents are
 * there before it begins: both are in its favour.
 */
export async function openNaive(job: Job): Promise<Contender> {
  const client = await connect(job.url)
  const db = client.db(job.database)
  const entries = await db.createCollection<Entry>('entries')
  const balances = await db.createCollection<Balance>('balances')
  const seeded = usersOf(job.spread).map((user) => ({ _id: accountOf(user), balance: 0n }))
  await balances.insertMany(seeded)
  const credits = createCredits(job)

  return {
    async send() {
      const credit = credits.next()
      const session = client.startSession()
      try {
        await session.withTransaction(() => write(credit, session), durable)
      } finally {
        await session.endSession()
      }
      return 1
    },
    close: () => client.close(),
  }

  async function write({ key, account, amount }: Credit, session: mongo.ClientSession) {
    const entry = { _id: key, account, amount, kind: 'reward', rule, at: new Date() }
    await entries.insertOne(entry, { session })
    const enough = { _id: account, balance: { $gte: -amount } }
    const { matchedCount } = await balances.updateOne(
      enough,
      { $inc: { balance: amount } },
      { session },
    )
    if (matchedCount === 0) throw new Error(`${account} has not enough`)
  }
}
