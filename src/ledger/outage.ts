import mongoose from 'mongoose'
import { Failure } from '../domain/failure.ts'

const { MongoError, MongoNetworkError, MongoServerSelectionError } = mongoose.mongo

/** What a MongoDB that stops, steps down or is not yet primary answers: see its list of error codes. */
const passingCodes: readonly (number | string | undefined)[] = [
  6, 7, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436,
]

/** Whether MongoDB cannot be reached, or is not ready for us; it is worth trying again. */
export function isOutage(error: unknown): boolean {
  return (
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    (error instanceof MongoError && passingCodes.includes(error.code))
  )
}

/** The same promise; an outage is a `Failure` that says when to come back. */
export async function reached<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw isOutage(error) ? unavailable(error) : error
  }
}

export function unavailable(cause: unknown): Failure {
  const message = 'The ledger cannot be reached at the moment.'
  return new Failure('unavailable', message, { cause, retryAfterSeconds: 1 })
}
