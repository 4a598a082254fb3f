import { z } from 'zod'
import type { RouteOptions } from '../options.ts'
import { route } from '../route.ts'
import type { Route } from '../route.ts'
import { address } from '../schemas.ts'
import { entry, entryReply } from './entry-reply.ts'

/** One line of a user's statement, by its id. It comes after the routes whose last part is a word. */
export function entryRoute({ engine: { entries } }: RouteOptions): Route {
  return route({
    method: 'get',
    path: '/api/loyalty/transaction_entries/{id}',
    operationId: 'getTransactionEntry',
    summary: 'Get a transaction entry',
    description: 'The id goes into the address quoted, its `/` as `%2F`.',
    tags: ['Ledger'],
    access: 'read',
    query: z.object(address),
    reply: entry,
    errors: ['not_found'],
    run: async ({ scope, params }) => entryReply(await entries.find(scope, params.id)),
  })
}
