import mongoose from 'mongoose'
import type { mongo } from 'mongoose'
import type { AccountId } from '../types.ts'

/** Up to which round an issuance account was followed. */
export interface Position {
  _id: AccountId
  seq: number
  at: Date
}

/** A round, as far as a place in its account is concerned. */
interface Placed {
  account: AccountId
  seq: number
  at: Date
}

const duplicateKey = 11000

/** Each is moved on from where it was read, or not at all: an upsert that does not find it there cannot insert it. */
export function movesOf(
  rounds: readonly Placed[],
  followed: ReadonlyMap<AccountId, number>,
): mongo.AnyBulkWriteOperation<Position>[] {
  const last = new Map(rounds.map((round) => [round.account, round]))
  return [...last].map(([account, { seq, at }]) => ({
    updateOne: {
      filter: { _id: account, seq: followed.get(account) ?? 0 },
      update: { $set: { seq, at } },
      upsert: true,
    },
  }))
}

/** Whether somebody else moved on meanwhile. */
export function isOvertaken(error: unknown): boolean {
  return error instanceof mongoose.mongo.MongoBulkWriteError && error.code === duplicateKey
}
