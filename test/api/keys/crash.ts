import { expect } from '@jest/globals'
import type { Api } from '../support.ts'

/** Leaves of a request what a process leaves that dies between doing it and writing down the answer. */
export async function forgetAnswer({ store, tenant }: Api, key: string): Promise<void> {
  const { matchedCount } = await store.answers.model.updateMany(
    { org: tenant.org, _id: { $regex: key } },
    {
      $set: { state: 'running', leaseUntil: new Date(0) },
      $unset: { answer: 1, answeredAt: 1, isSealed: 1 },
    },
  )
  expect(matchedCount).toBe(1)
}
