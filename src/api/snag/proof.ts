import { z } from 'zod'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address } from '../schemas.ts'

const hash = z.string().meta({ description: 'SHA-256 in base64url.' })
const hashBefore = z
  .string()
  .meta({ description: 'SHA-256 in base64url; empty if it is the first.' })

const proof = z.object({
  entry: z.record(z.string(), z.unknown()).meta({
    description: 'The fields that are hashed: amounts are decimal strings, times milliseconds.',
  }),
  previous: hashBefore.meta({ description: "The hash of the account's entry before." }),
  following: z.array(hash).meta({
    description: "The digests of the account's entries after it, up to the last one of the day.",
  }),
  path: z
    .array(z.union([z.object({ left: hash }), z.object({ right: hash })]))
    .meta({ description: "From the account to the top of the day's tree." }),
  day: z.iso.date(),
  previousRoot: hashBefore.meta({ description: 'The root of the day before.' }),
  root: hash,
})

/** What an auditor needs to see that an entry was not changed since its day ended. */
export function proofRoutes({ engine: { proofs } }: RouteOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/loyalty/transaction_entries/{id}/proof',
      operationId: 'proveTransactionEntry',
      summary: 'Prove a transaction entry',
      description:
        'Shows that the entry is covered by the root of its day, without showing anything of others. Whoever holds the root can check it with `docs/verify-proof.mjs`, which needs nothing but Node. ' +
        'The root of a day is made soon after midnight UTC; before that the answer is `proof_not_ready`.',
      tags: ['Ledger'],
      access: 'read',
      query: z.object(address),
      reply: proof,
      errors: ['not_found', 'proof_not_ready', 'payload_too_large'],
      run: ({ scope, params }) => proofs.proofOf(scope, params.id),
    }),
  ]
}
