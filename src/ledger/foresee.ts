import type { mongo } from 'mongoose'
import { Failure } from '../domain/failure.ts'
import type { Account } from './account.ts'
import { collectionsOf } from './collections.ts'
import { keyOfEntry } from './entry.ts'
import { largestFit } from './fit.ts'
import { readHeads, unopened } from './heads.ts'
import type { Head } from './heads.ts'
import type { Move } from './order.ts'
import { reached } from './outage.ts'
import { isWritten } from './posting.ts'
import { createReading } from './reading.ts'
import { refusalOf } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import { orderOfReversal } from './reversing.ts'
import type { AccountId, Reversal } from './types.ts'

/** What a reversal would do to one account. */
export interface Foreseen {
  account: AccountId
  type: Account['type']
  amount: bigint
  balanceBefore: bigint
  balanceAfter: bigint
}

export interface Foresight {
  moves: readonly Foreseen[]
  /** Why it would be refused, as things stand. */
  refusal: Failure | undefined
}

export interface ForeseeOptions {
  db: mongo.Db
  floorOf?: (account: AccountId) => bigint
}

/** Says what a reversal would do now, by the very plan that it would be carried out by. Nothing is written. */
export function createForesee({ db, floorOf = () => 0n }: ForeseeOptions) {
  const collections = collectionsOf(db)
  const { storedPosting } = createReading(collections)

  /** Throws like `reverse`, but for a refusal, which is told with what would have been done. */
  return async function foresee(reversal: Reversal): Promise<Foresight> {
    const order = orderOfReversal(reversal, await storedPosting(keyOfEntry(reversal.entry)))
    const ids = order.accounts.map(({ id }) => id)
    const heads = await reached(readHeads(collections, ids))
    const headOf = ({ id }: Account) => heads.get(id) ?? unopened
    const { size, movesAt, ...plan } = order.plan(headOf)
    const objectionTo = (moves: readonly Move[]) =>
      moves.filter(isWritten).map((move) => refusalOf(move, headOf(move.account), floorFor(move)))
    const [refused] = objectionTo(movesAt(size)).filter((each) => each !== undefined)
    const fits = (moves: readonly Move[]) => objectionTo(moves).every((each) => !each)
    const fitting = refused && order.mayCut ? largestFit({ ...plan, size, movesAt }, fits) : 0n
    return {
      moves: movesAt(fitting > 0n ? fitting : size).flatMap((move) => foreseen(move, headOf)),
      refusal: refused && fitting === 0n ? failureOf(refused) : undefined,
    }
  }

  function floorFor({ account: { id, type } }: Move): bigint | undefined {
    return type === 'user' ? floorOf(id) : undefined
  }
}

export type Foresee = ReturnType<typeof createForesee>

/** What issuance gets back, and what was counted as reversed, is nobody's to look at. */
function foreseen({ account, amount }: Move, headOf: (account: Account) => Head): Foreseen[] {
  const { id, type } = account
  if (type === 'issuance' || type === 'reversed' || amount === 0n) return []
  const { balance } = headOf(account)
  return [{ account: id, type, amount, balanceBefore: balance, balanceAfter: balance + amount }]
}

function failureOf({ code, message, pointer, detail }: Refusal): Failure {
  return new Failure(code, message, { errors: [{ pointer, code: detail, message }] })
}
