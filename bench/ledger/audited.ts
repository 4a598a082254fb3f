import type { mongo } from 'mongoose'
import { auditLedger } from '../../src/ledger/audit.ts'

/** Entries a second of an audit of the whole database. Throws if it finds anything, or less than was answered. */
export async function audited(db: mongo.Db, credits: number): Promise<number> {
  const began = performance.now()
  const { entries, problems } = await auditLedger({ db })
  const seconds = (performance.now() - began) / 1000
  if (problems.length > 0) {
    throw new Error(`the audit found ${problems.length}: ${JSON.stringify(problems.slice(0, 3))}`)
  }
  if (entries < credits) throw new Error(`${credits} credits were answered, ${entries} are stored`)
  return entries / seconds
}
