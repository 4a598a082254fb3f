import type { mongo } from 'mongoose'
import type { Collections } from '../collections.ts'
import type { StoredEntry } from '../entry.ts'
import type { AccountId } from '../types.ts'

interface Change {
  _id: unknown
  fullDocument: { account: AccountId }
}

export type RoundStream = mongo.ChangeStream<
  StoredEntry,
  mongo.ChangeStreamDocument<StoredEntry> & Change
>

const gatherMs = 200
const waitMs = 250

const rounds = [
  { $match: { operationType: 'insert', 'fullDocument.programme': { $exists: true } } },
  { $project: { 'fullDocument.account': 1 } },
]

/** Tells where rounds are summed up; open from its first answer on. Whoever follows them keeps a place of their own. */
export function watchRounds({ entries }: Pick<Collections, 'entries'>): RoundStream {
  return entries.watch(rounds, { maxAwaitTimeMS: waitMs })
}

/** The accounts on which a round was summed up by now, or within a moment. */
export async function movedSince(stream: RoundStream): Promise<AccountId[]> {
  const moved = new Set<AccountId>()
  for (const end = performance.now() + gatherMs; performance.now() < end;) {
    const change = await stream.tryNext()
    if (!change) break
    moved.add(change.fullDocument.account)
  }
  return [...moved]
}
