import { Failure } from '../domain/failure.ts'
import { lastUntil } from './as-of.ts'
import { invalid } from './checks.ts'
import type { Collections } from './collections.ts'
import { entryOf, postedOf } from './entry.ts'
import type { StoredEntry } from './entry.ts'
import { balanceOf, unopened } from './heads.ts'
import { findPostings } from './find.ts'
import { reached } from './outage.ts'
import type { AccountId, Balance, Ledger } from './types.ts'

const mostPerPage = 1_000

/** What can be asked of the ledger without changing it. All of it is durable data. */
export function createReading({ entries }: Collections) {
  async function balance(account: AccountId): Promise<Balance> {
    return balanceOf((await lastOf(account)) ?? unopened)
  }

  async function balanceAsOf(account: AccountId, point: Date | number): Promise<Balance> {
    const last =
      point instanceof Date
        ? await reached(lastUntil({ entries }, account, checkedTime(point)))
        : await lastOf(account, checkedSeq(point))
    return balanceOf(last ?? unopened)
  }

  async function lastOf(account: AccountId, seq?: number): Promise<StoredEntry | undefined> {
    const filter = seq === undefined ? { account } : { account, seq: { $lte: seq } }
    return (await reached(entries.findOne(filter, { sort: { seq: -1 } }))) ?? undefined
  }

  const statement: Ledger['statement'] = async (account, { before, limit = 50 } = {}) => {
    if (!Number.isInteger(limit) || limit < 1 || limit > mostPerPage) {
      throw invalid('/limit', 'out_of_range', `must be a whole number from 1 to ${mostPerPage}`)
    }
    const filter = before === undefined ? { account } : { account, seq: { $lt: before } }
    const page = await reached(entries.find(filter).sort({ seq: -1 }).limit(limit).toArray())
    return page.map(entryOf)
  }

  /** A posting that was refused is found, too: it has one entry, of kind `refusal`. */
  const findPosting: Ledger['findPosting'] = async (key) => {
    const posting = (await reached(findPostings({ entries }, [key]))).get(key)
    return posting && postedOf(posting, true)
  }

  const findEntry: Ledger['findEntry'] = async (id) => {
    const entry = await reached(entries.findOne({ _id: id }))
    return entry ? entryOf(entry) : undefined
  }

  /** The posting behind a key. Throws `not_found`. */
  async function storedPosting(key: string): Promise<readonly StoredEntry[]> {
    const posting = (await reached(findPostings({ entries }, [key]))).get(key)
    if (!posting) throw new Failure('not_found', 'there is no such posting')
    return posting
  }

  return { balance, balanceAsOf, statement, findPosting, findEntry, storedPosting }
}

const latest = Date.UTC(10_000, 0)

function checkedTime(time: Date): Date {
  if (time.getTime() >= 0 && time.getTime() < latest) return time
  throw invalid('/at', 'out_of_range', 'must be a time from 1970 to 9999')
}

function checkedSeq(seq: number): number {
  if (Number.isSafeInteger(seq) && seq >= 0) return seq
  throw invalid('/seq', 'out_of_range', 'must be a whole number, 0 or more')
}
