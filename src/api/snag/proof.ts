import { z } from 'zod'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address } from '../schemas.ts'

const hash = z.string().meta({ description: 'SHA-256 in base64url.' })

const proof = z.object({
  entry: z.record(z.string(), z.unknown()).meta({ description: 'The fields that are hashed.' }),
  previous: z
    .string()
    .meta({ description: "The hash of the account's entry before; may be empty." }),
  following: z.array(hash).meta({
    description: "The digests of the account's entries after it, up to the last one of the day.",
  }),
  path: z
    .array(z.union([z.object({ left: hash }), z.object({ right: hash })]))
    .meta({ description: 'From the account to the root of the tree.' }),
  day: z.iso.date(),
  tree: hash,
  accounts: z.number(),
  entries: z.number(),
  previousRoot: z.string().meta({ description: 'The root of the day before; may be empty.' }),
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
      async run({ scope, params }) {
        const { following, path, ...found } = await proofs.proofOf(scope, params.id)
        return { ...found, following: [...following], path: [...path] }
      },
    }),
  ]
}
