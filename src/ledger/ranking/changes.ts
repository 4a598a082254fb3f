import type { mongo } from 'mongoose'
import type { AccountRecord } from '../records.ts'
import type { AccountId } from '../types.ts'

/** A change of one account. */
export interface Change {
  account: AccountId
  /** MongoDB's logical time of it. */
  time: bigint
  /** The same by MongoDB's clock. */
  at: Date
  /** What changed of the balance and its time. Absent when the account is gone. */
  fields?: Fields
}

export interface Fields {
  balance?: bigint
  /** Milliseconds since 1970; -Infinity where it is not written down. */
  since?: number
}

/** The part of an event that is asked for. */
interface Event {
  operationType: string
  clusterTime: mongo.Timestamp
  wallTime: Date
  documentKey?: { _id: AccountId }
  fullDocument?: Stored
  updateDescription?: { updatedFields?: Stored }
}

interface Stored {
  balance?: bigint
  since?: Date | null
}

export type ChangeStream = mongo.ChangeStream<AccountRecord, mongo.ChangeStreamDocument>

/** An update tells what changed and no more, so that MongoDB need not look every account up again. */
const wanted: mongo.Document = {
  ...{ operationType: 1, clusterTime: 1, wallTime: 1, documentKey: 1 },
  fullDocument: { balance: 1, since: 1 },
  updateDescription: { updatedFields: { balance: 1, since: 1 } },
}

/** All changes of all accounts in the order of their times; a look at it that finds nothing takes `waitMs`. */
export function watchAccounts(
  db: mongo.Db,
  start: mongo.ChangeStreamOptions,
  waitMs: number,
): ChangeStream {
  const accounts = db.collection<AccountRecord>('accounts', {
    useBigInt64: true,
    readPreference: 'primary',
  })
  return accounts.watch([{ $project: wanted }], { ...start, maxAwaitTimeMS: waitMs })
}

/** Throws for an event after which the stream tells of the accounts no more: they were dropped or renamed. */
export function changeOf(event: mongo.ChangeStreamDocument): Change {
  const { operationType, clusterTime, wallTime, documentKey, ...told } = event as unknown as Event
  if (!documentKey) throw new Error(`the accounts can be followed no more: ${operationType}`)
  const change = { account: documentKey._id, time: clusterTime.toBigInt(), at: wallTime }
  if (operationType === 'delete') return change
  const { balance, since } = told.fullDocument ?? told.updateDescription?.updatedFields ?? {}
  // A whole record says that it has no time by not having it.
  const isTimed = since !== undefined || told.fullDocument !== undefined
  return {
    ...change,
    fields: {
      ...(balance === undefined ? {} : { balance }),
      ...(isTimed ? { since: since?.getTime() ?? -Infinity } : {}),
    },
  }
}

/** One change that comes to the same as two of one account, made one after the other. */
export function merged(first: Change | undefined, second: Change): Change {
  if (!first?.fields || !second.fields) return second
  return { ...second, fields: { ...first.fields, ...second.fields } }
}
