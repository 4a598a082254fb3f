import type { mongo } from 'mongoose'
import type { ClaimRecord } from './claims.ts'

/** What of a claim changes where somebody would want to hear of it. */
export type ChangedFields = Partial<Pick<ClaimRecord, (typeof told)[number]>>

/** A claim was made, or stands otherwise than before. */
export interface ClaimChange {
  /** Its place among all changes: as texts, places sort like what happened. */
  place: string
  claim: string
  at: Date
  /** What was written, as it was then; of a change, what it changed. */
  fields: ChangedFields
}

/** Changes, in the order in which they happened. */
export interface ClaimWatch {
  /** Those that come within a moment after the first one; none if none comes for a moment. */
  take(): Promise<ClaimChange[]>
  /** Everything up to here was taken. */
  place(): string
  close(): Promise<void>
}

const told = ['status', 'waiting', 'reason', 'message', 'rewards', 'cut'] as const
const gatherMs = 250
const mostAtOnce = 2_000

// Whoever goes on from a place must ask for the very same, so there is one pipeline.
const pipeline = [
  {
    $match: {
      $or: [
        { operationType: { $in: ['insert', 'invalidate'] } },
        { 'updateDescription.updatedFields.status': { $exists: true, $ne: 'processing' } },
        { 'updateDescription.updatedFields.waiting': { $exists: true } },
      ],
    },
  },
  {
    $project: {
      ...{ operationType: 1, documentKey: 1, wallTime: 1 },
      ...Object.fromEntries(told.map((field) => [`fullDocument.${field}`, 1])),
      ...Object.fromEntries(told.map((field) => [`updateDescription.updatedFields.${field}`, 1])),
    },
  },
]

interface Change {
  _id: { _data: string }
  operationType: string
  documentKey: { _id: string }
  wallTime: Date
  fullDocument?: ChangedFields
  updateDescription?: { updatedFields: ChangedFields }
}

/** Watches claims of all organizations, from now on or from a place that was told before, by whichever process. */
export function watchClaims(collection: mongo.Collection, after?: string): ClaimWatch {
  const stream = collection.watch<ClaimRecord, mongo.ChangeStreamDocument<ClaimRecord> & Change>(
    pipeline,
    {
      maxAwaitTimeMS: gatherMs,
      ...(after === undefined ? {} : { resumeAfter: { _data: after } }),
    },
  )

  async function take(): Promise<ClaimChange[]> {
    const taken: ClaimChange[] = []
    for (let end = Infinity; performance.now() < end && taken.length < mostAtOnce;) {
      const change = await stream.tryNext()
      if (!change) break
      // A stream that ended has no next one, at once and for ever.
      if (change.operationType === 'invalidate') throw new Error('the collection of claims is gone')
      if (taken.length === 0) end = performance.now() + gatherMs
      taken.push(changeOf(change))
    }
    return taken
  }

  return {
    take,
    place: () => (stream.resumeToken as Change['_id'])._data,
    close: () => stream.close(),
  }
}

function changeOf({ _id, documentKey, wallTime, ...of }: Change): ClaimChange {
  const fields = of.fullDocument ?? of.updateDescription?.updatedFields ?? {}
  return { place: _id._data, claim: documentKey._id, at: wallTime, fields }
}
