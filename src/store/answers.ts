import { Schema } from 'mongoose'
import type { Connection, mongo } from 'mongoose'
import { Failure } from '../domain/failure.ts'
import { gathered, gatheredById } from './gather.ts'
import { insertNew } from './insert-new.ts'
import { tenancy } from './tenancy.ts'

/**
 * What a key was used for, and what was answered. Kept for ever, like what the request did. `open`: the run ended
 * without an answer that counts, and whoever asks next may run it again.
 */
export interface AnswerRecord {
  /** Scope and key, quoted. */
  _id: string
  org: string
  operation: string
  /** Digests of what was sent, as JSON. */
  content: string
  state: 'running' | 'open' | 'done'
  /** The run it belongs to. Others may take it over when the lease is over. */
  owner: string
  leaseUntil: Date
  /** Of the first run; later ones are repetitions of it. */
  startedAt: Date
  /** The id of what was changed, if that was a change that must not be repeated. */
  applied?: string | undefined
  answer?: string | undefined
  isSealed?: boolean | undefined
  answeredAt?: Date | undefined
}

/** One run: which key it is for, and its own name. */
export interface Run {
  org: string
  id: string
  owner: string
}

/** A write within a transaction; answers the id of what it changed, undefined if it changed nothing. */
export type Work = (session: mongo.ClientSession) => Promise<string | undefined>

const schema = new Schema<AnswerRecord>(
  {
    _id: String,
    org: { type: String, required: true },
    operation: String,
    content: String,
    state: String,
    owner: String,
    leaseUntil: Date,
    startedAt: Date,
    applied: String,
    answer: String,
    isSealed: Boolean,
    answeredAt: Date,
  },
  { versionKey: false },
)
schema.plugin(tenancy)

/** A process that died in a transaction leaves locks behind until MongoDB ends it, a minute later by default. */
const lockedMs = 1000
const patienceMs = 5000
const maxTimeExpired = 50

export function createAnswers(connection: Connection) {
  const model = connection.model('Answer', schema, 'answers')
  const ours = ({ org, id: _id, owner }: Run) => ({ org, _id, owner, state: 'running' }) as const

  async function update(run: Run, change: object): Promise<boolean> {
    const updated = await model
      .updateOne(ours(run), change, { maxTimeMS: lockedMs })
      .catch(nullIfLocked)
    if (!updated) throw locked()
    return updated.matchedCount === 1
  }

  /** Runs the work once however often it is asked for; undefined if it changed nothing, null if the run is not ours any more. */
  async function apply(run: Run, work: Work): Promise<string | undefined | null> {
    const deadline = performance.now() + patienceMs
    return model.db.transaction(async (session) => {
      if (performance.now() > deadline) throw locked()
      const { org, id: _id } = run
      const record = await model.findOne({ org, _id }, null, { session }).lean<AnswerRecord>()
      if (record?.applied !== undefined) return record.applied
      if (record?.owner !== run.owner) return null
      const applied = await work(session)
      if (applied !== undefined)
        await model.updateOne(ours(run), { $set: { applied } }, { session })
      return applied
    })
  }

  return {
    model,
    find: gatheredById<AnswerRecord>(async (org, ids) =>
      model.find({ org, _id: { $in: [...ids] } }).lean<AnswerRecord[]>(),
    ),
    /** Writes a new one down; false if the key is known. */
    reserve: gathered((records: readonly AnswerRecord[]) => insertNew(model, records)),
    /** Makes it another run's, if it is still as it was; null if it is not. */
    take: (
      { org, _id, owner, state }: AnswerRecord,
      change: Partial<AnswerRecord>,
      isOther: boolean,
    ) =>
      model
        .findOneAndUpdate(
          { org, _id, owner, state },
          { $set: { ...change, state: 'running' }, ...(isOther ? { $unset: { applied: 1 } } : {}) },
          { returnDocument: 'after', maxTimeMS: lockedMs },
        )
        .lean<AnswerRecord | null>()
        .catch(nullIfLocked),
    renew: (run: Run, leaseUntil: Date) => update(run, { $set: { leaseUntil } }),
    /** Keeps the answer; tells whether the run was still its owner, like the others below. */
    finish: (run: Run, answer: string, isSealed: boolean, answeredAt: Date) =>
      update(run, { $set: { state: 'done', answer, isSealed, answeredAt } }),
    release: (run: Run) => update(run, { $set: { state: 'open' } }),
    /** Only if nothing was noted. */
    async remove(run: Run): Promise<boolean> {
      const { deletedCount } = await model.deleteOne({ ...ours(run), applied: null })
      return deletedCount === 1
    },
    apply,
  }
}

function locked(): Failure {
  return new Failure('unavailable', 'another process holds what this would change')
}

function nullIfLocked(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === maxTimeExpired) return null
  throw error
}
