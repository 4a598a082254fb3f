import { Book, mongoTransaction } from 'medici'
import mongoose from 'mongoose'
import { durable } from './contender.ts'
import type { Contender } from './contender.ts'
import { createCredits } from './credits.ts'
import type { Job } from './job.ts'

/**
 * B2: the npm package medici in the form its README gives for an account that must not go below zero: journal, balance,
 * lock, in one transaction. With the variant `no snapshots`, `balance()` does not keep what it summed up, which costs a
 * young account less.
 */
export async function openMedici(job: Job): Promise<Contender> {
  // The package works on mongoose's one global connection.
  await mongoose.connect(job.url, { dbName: job.database, autoIndex: false, ...durable })
  for (const model of Object.values(mongoose.models)) {
    await model.createCollection()
    await model.createIndexes()
  }
  const book = new Book('points', job.variant === 'no snapshots' ? { balanceSnapshotSec: 0 } : {})
  const credits = createCredits(job)

  return {
    async send() {
      const { user, amount } = credits.next()
      await credit(`Accounts:${user}`, Number(amount))
      return 1
    },
    close: () => mongoose.disconnect(),
  }

  // https://www.npmjs.com/package/medici/v/7.4.0#acid-checks-of-an-account-balance
  async function credit(account: string, amount: number) {
    await mongoTransaction(async (session) => {
      await book.entry('Reward').debit('Assets', amount).credit(account, amount).commit({ session })
      const { balance } = await book.balance({ account }, { session })
      if (balance < 0) throw new Error(`${account} has not enough`)
      await book.writelockAccounts([account], { session })
    })
  }
}
