import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { ulid } from 'ulid'
import { Failure, failures } from '../domain/failure.ts'
import { keyOf } from '../ledger/key.ts'
import type { AnswerRecord, Run, Work } from '../store/answers.ts'
import type { Store } from '../store/index.ts'
import { differencesOf, fingerprintOf } from './fingerprint.ts'
import type { Said } from './fingerprint.ts'
import { inProgress } from './keyed.ts'
import type { Keyed } from './keyed.ts'
import type { Sealer } from './sealer.ts'

export interface AnswersOptions {
  store: Pick<Store, 'answers'>
  sealer: Sealer
  log: Pick<Logger, 'warn'>
  now: () => Date
  /** For how long a run keeps its key without a sign of life. @default 5000 */
  leaseMs?: number | undefined
  /** For how long a repeat waits for the run that it repeats. @default 2000 */
  patienceMs?: number | undefined
}

/** A request under a key. */
export interface KeyedRequest {
  org: string
  /** Within which the key is unique. */
  scope: string
  key: string
  /** Where the key was found. */
  pointer: string
  operation: string
  said: Said
  /** The answer opens something: it is stored sealed. */
  isSecret: boolean
}

export interface Answered {
  answer: string
  replayed: boolean
}

/** What to do about a key now: run the work, tell what was answered, or wait for another run. */
type Turn = { record: AnswerRecord; isRepeat: boolean } | Answered | 'wait'

/** What requests with a key were answered, so that each of them is done once. */
export function createAnswers(options: AnswersOptions) {
  const { store, sealer, log, now, leaseMs = 5000, patienceMs = 2000 } = options
  const { answers } = store

  /**
   * Does the work and keeps its answer, or tells the answer that was kept. What the work throws is not kept, and the
   * key is free again. Throws `key_conflict` with pointers to what differs from what was done under this key, and
   * `key_in_progress` when it is still being done after a while.
   */
  async function once(
    request: KeyedRequest,
    work: (keyed: Keyed) => Promise<string>,
  ): Promise<Answered> {
    const fresh = recordOf(request)
    const deadline = performance.now() + patienceMs
    let turn = await reserve(fresh, () => look(request, fresh))
    for (let pause = 5; ; pause = Math.min(pause * 2, 100)) {
      if (turn === 'wait') {
        if (performance.now() > deadline) throw inProgress()
        await delay(pause)
      } else if ('answer' in turn) {
        return turn
      } else {
        const answer = await run(request, turn.record, turn.isRepeat, work)
        if (answer !== undefined) return { answer, replayed: false }
      }
      turn = await look(request, fresh)
    }
  }

  async function reserve(fresh: AnswerRecord, otherwise: () => Promise<Turn>): Promise<Turn> {
    return (await answers.reserve(fresh)) ? { record: fresh, isRepeat: false } : otherwise()
  }

  async function look(request: KeyedRequest, fresh: AnswerRecord): Promise<Turn> {
    const known = await answers.find(fresh.org, fresh._id)
    if (!known) return reserve(fresh, async () => 'wait')
    if (known.state === 'running' && known.leaseUntil > now()) return 'wait'
    const differs = differencesIn(request, fresh, known)
    // A run that died may have done what it was to do; one that failed has told so.
    if (known.state !== 'open' && differs.length > 0) throw conflict(differs)
    if (known.state === 'done') return { answer: opened(known), replayed: true }
    return takeOver(known, fresh, differs.length > 0)
  }

  async function takeOver(
    known: AnswerRecord,
    fresh: AnswerRecord,
    isOther: boolean,
  ): Promise<Turn> {
    const lease = { owner: fresh.owner, leaseUntil: leaseEnd() }
    const { operation, content, startedAt } = fresh
    const change = isOther ? { ...lease, operation, content, startedAt } : lease
    const record = await answers.take(known, change, isOther)
    return record ? { record, isRepeat: !isOther } : 'wait'
  }

  /** Undefined if another run took the key over meanwhile: then what that one answers counts. */
  async function run(
    { isSecret }: KeyedRequest,
    record: AnswerRecord,
    isRepeat: boolean,
    work: (keyed: Keyed) => Promise<string>,
  ): Promise<string | undefined> {
    const own: Run = { org: record.org, id: record._id, owner: record.owner }
    const renewing = setInterval(() => void renew(own), leaseMs / 3).unref()
    try {
      const answer = await work(keyedOf(record, own, isRepeat))
      const kept = isSecret ? sealer.seal(answer, ownerOf(record)) : answer
      return (await answers.finish(own, kept, isSecret, now())) ? answer : undefined
    } catch (error) {
      await giveUp(own, isRepeat, error)
      throw error
    } finally {
      clearInterval(renewing)
    }
  }

  function keyedOf(record: AnswerRecord, own: Run, isRepeat: boolean): Keyed {
    const { _id, org, operation, content, startedAt, applied } = record
    return {
      stamp: createHash('sha256')
        .update([org, _id, operation, content].join('\n'))
        .digest('base64url'),
      ...{ startedAt, isRepeat, applied: isRepeat ? applied : undefined },
      async apply(work: Work) {
        const id = await answers.apply(own, work)
        if (id === null) throw inProgress()
        return id
      },
    }
  }

  async function renew(own: Run): Promise<void> {
    await answers
      .renew(own, leaseEnd())
      .catch((err) => log.warn({ err }, 'the lease of a key was not renewed'))
  }

  /** A first run that was refused as wrong wrote nothing. Of any other nobody knows: a repeat has to look. */
  async function giveUp(own: Run, isRepeat: boolean, error: unknown): Promise<void> {
    const isClean = !isRepeat && error instanceof Failure && failures[error.code].status < 500
    try {
      if (!isClean || !(await answers.remove(own))) await answers.release(own)
    } catch (err) {
      log.warn({ err }, 'a key stays taken until its lease is over')
    }
  }

  /** Throws `invalid_request` for a key that is none. */
  function recordOf(request: KeyedRequest): AnswerRecord {
    const { org, scope, key, pointer, operation, said } = request
    const _id = keyOf(scope, key, pointer)
    return {
      ...{ _id, org, operation, content: fingerprintOf(said, `${org} ${_id}`), state: 'running' },
      ...{ owner: ulid(), leaseUntil: leaseEnd(), startedAt: now() },
    }
  }

  /** The key that sealed it may be gone; what it sealed was done all the same. */
  function opened(record: AnswerRecord): string {
    const { answer = '', isSealed } = record
    if (!isSealed) return answer
    try {
      return sealer.open(answer, ownerOf(record))
    } catch (cause) {
      const message = 'this was done before, and its answer is sealed with a key that is gone'
      throw new Failure('key_conflict', message, { cause })
    }
  }

  const leaseEnd = () => new Date(now().getTime() + leaseMs)

  return { once }
}

export type Answers = ReturnType<typeof createAnswers>

/** What a sealed answer belongs to. */
function ownerOf({ org, _id }: AnswerRecord): string {
  return `answer/${org}/${_id}`
}

function differencesIn(
  { operation, pointer }: KeyedRequest,
  fresh: AnswerRecord,
  known: AnswerRecord,
): string[] {
  if (operation !== known.operation) return [pointer]
  return differencesOf(fresh.content, known.content)
}

function conflict(pointers: readonly string[]): Failure {
  const errors = [...new Set(pointers)].map((pointer) => ({
    ...{ pointer, code: 'differs' },
    message: 'differs from what was sent with this key before',
  }))
  const names = errors.map((error) => error.pointer.slice(1)).join(', ')
  return new Failure('key_conflict', `the key was used before with another ${names}`, { errors })
}
