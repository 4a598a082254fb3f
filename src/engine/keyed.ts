import { Failure } from '../domain/failure.ts'
import { derivedId, newId } from '../store/id.ts'
import type { IdKind } from '../store/id.ts'
import type { Work } from '../store/answers.ts'
import { isDuplicate } from './scope.ts'

/**
 * What a request with a key hands to the work, which may have to be run again: the process that ran it first may
 * have died, or lost MongoDB, between doing it and writing down what it answered.
 */
export interface Keyed {
  /** Names the request among all; the same in every run of it. */
  stamp: string
  /** When its first run began. */
  startedAt: Date
  /** Whether an earlier run may have done some of it, or all. */
  isRepeat: boolean
  /** The id that `apply` noted in an earlier run. */
  applied: string | undefined
  /**
   * Runs a write and notes the id of what it changed, in one transaction, once in all runs; answers that id. One write
   * of a request can be noted. Undefined if it changed nothing, which is not noted.
   */
  apply: (work: Work) => Promise<string | undefined>
}

/** The id of what is made now: the same in every run of a request with a key. */
export function idFor(kind: IdKind, keyed: Keyed | undefined): string {
  return keyed ? derivedId(kind, keyed.stamp, keyed.startedAt) : newId(kind)
}

/** Makes a thing whose id is the request's own, or finds the one that an earlier run made. */
export async function makeOnce<T>(
  keyed: Keyed | undefined,
  make: () => Promise<T>,
  find: () => PromiseLike<T | null>,
): Promise<T> {
  const earlier = keyed?.isRepeat ? await find() : null
  if (earlier) return earlier
  try {
    return await make()
  } catch (error) {
    const made = keyed && isDuplicate(error) ? await find() : null
    if (made) return made
    throw error
  }
}

/**
 * Changes a thing once in all runs of a request with a key, and answers what became of it; null if there was nothing to
 * change. A later run answers the thing as it is by then.
 */
export async function changeOnce<T extends { _id: string }>(
  keyed: Keyed | undefined,
  change: (session?: Parameters<Work>[0]) => Promise<T | null>,
  find: (id: string) => PromiseLike<T | null>,
): Promise<T | null> {
  if (!keyed) return change()
  const now: { changed?: T } = {}
  const id = await keyed.apply(async (session) => {
    const changed = await change(session)
    if (changed) now.changed = changed
    return changed?._id
  })
  return now.changed ?? (id === undefined ? null : find(id))
}

/** A key whose request is being worked on. Clients come back for the answer. */
export function inProgress(): Failure {
  return new Failure('key_in_progress', 'a request with this key is being worked on', {
    retryAfterSeconds: 1,
  })
}
