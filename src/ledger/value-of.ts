import { Failure } from '../domain/failure.ts'
import type { Posted } from './types.ts'

/** A failure as a value, where one must not end the others. */
export async function valueOf(answer: Promise<Posted>): Promise<Posted | Failure> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}
