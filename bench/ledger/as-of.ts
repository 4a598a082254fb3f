import { createLedger } from '../../src/ledger/ledger.ts'
import type { AccountId, Ledger } from '../../src/ledger/types.ts'
import { quantile } from '../statistics.ts'
import { audited } from './audited.ts'
import { accountOf, createCredits } from './credits.ts'
import type { Credit } from './credits.ts'
import { postingOf } from './ours.ts'
import type { Stage } from './stage.ts'

export interface AsOfOptions {
  accounts: number
  /** Of each account. */
  entries: number
  /** By time, and as many by sequence number. */
  readings: number
}

export interface AsOf {
  byTimeP99Ms: number
  bySeqP99Ms: number
  auditPerSecond: number
}

const batchSize = 500

/** Balances at random points in the past of accounts with a long one, one reading at a time. */
export async function measureAsOf(stage: Stage, options: AsOfOptions): Promise<AsOf> {
  return stage.onDatabase(async (_, db) => {
    const ledger = createLedger({ db, client: stage.client })
    const accounts = await fill(ledger, options)
    const times = await Promise.all(accounts.map((account) => timesOf(ledger, account)))
    const { readings, entries } = options

    const byTime = await timeEach(readings, (index) => {
      const which = index % accounts.length
      return ledger.balanceAsOf(accounts[which] ?? '', momentIn(times[which] ?? [0, 0]))
    })
    const bySeq = await timeEach(readings, (index) => {
      const seq = Math.ceil(Math.random() * entries)
      return ledger.balanceAsOf(accounts[index % accounts.length] ?? '', seq)
    })
    await ledger.drain()
    return {
      byTimeP99Ms: quantile(byTime, 0.99),
      bySeqP99Ms: quantile(bySeq, 0.99),
      auditPerSecond: await audited(db, accounts.length * entries),
    }
  })
}

/** The accounts take turns, so that their entries do not lie beside each other. */
async function fill(ledger: Ledger, { accounts, entries }: AsOfOptions): Promise<AccountId[]> {
  const filled = Array.from({ length: accounts }, (_, index) => accountOf(`usr_long${index}`))
  const { next } = createCredits({ spread: 'new', writer: 0 })
  let batch: Credit[] = []
  for (let entry = 0; entry < entries; entry += 1) {
    batch.push(...filled.map((account) => ({ ...next(), account })))
    if (batch.length < batchSize && entry < entries - 1) continue
    await ledger.postAll(batch.map(postingOf))
    batch = []
  }
  return filled
}

/** When the first and the last entry of an account were written. */
async function timesOf(ledger: Ledger, account: AccountId): Promise<[number, number]> {
  const [last] = await ledger.statement(account, { limit: 1 })
  const [first] = await ledger.statement(account, { before: 2, limit: 1 })
  return [first?.at.getTime() ?? 0, last?.at.getTime() ?? 0]
}

function momentIn([from, to]: readonly [number, number]): Date {
  return new Date(Math.round(from + Math.random() * (to - from)))
}

async function timeEach(count: number, work: (index: number) => Promise<unknown>) {
  const times: number[] = []
  for (let index = -100; index < count; index += 1) {
    const began = performance.now()
    await work(index + 100)
    if (index >= 0) times.push(performance.now() - began) // the first ones warm up
  }
  return times
}
