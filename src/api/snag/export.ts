import { z } from 'zod'
import type { ListedEntry } from '../../engine/entries.ts'
import { csvLine } from '../csv.ts'
import type { RouteOptions } from '../options.ts'
import type { Call, Route } from '../route.ts'
import { address } from '../schemas.ts'
import type { Streamed } from '../streamed.ts'
import { entryFilter, filterOf } from './entry-filter.ts'
import { entry, entryReply } from './entry-reply.ts'

const query = z.object({
  ...address,
  ...entryFilter,
  format: z.enum(['ndjson', 'csv']).default('ndjson'),
})
type Query = z.output<typeof query>

const mediaTypes = { ndjson: 'application/x-ndjson', csv: 'text/csv' }

/** Everything that users were given and had taken, for whoever keeps books of his own. */
export function exportRoutes({ engine }: RouteOptions): Route[] {
  async function handle({ scope, query }: Pick<Call<unknown, Query, unknown>, 'scope' | 'query'>) {
    const filter = await filterOf(engine, scope, query)
    const lines = filter ? engine.entries.all(scope, filter) : nothing()
    const { format } = query
    const fileName = `transaction-entries.${format}`
    const chunks = format === 'csv' ? csvOf(lines) : ndjsonOf(lines)
    return { mediaType: mediaTypes[format], fileName, chunks } satisfies Streamed
  }

  return [
    {
      method: 'get',
      path: '/api/loyalty/transaction_entries/export',
      operationId: 'exportTransactionEntries',
      summary: 'Export transaction entries',
      description:
        'All entries there are when it begins, oldest first: as lines of JSON, or as CSV (RFC 4180), in which a cell that a spreadsheet would run as a formula begins with an apostrophe.',
      tags: ['Ledger'],
      access: 'read',
      query,
      reply: entry,
      streams: Object.values(mediaTypes),
      handle: async (call) => handle(call as Call<unknown, Query, unknown>),
    },
  ]
}

async function* nothing(): AsyncGenerator<ListedEntry[]> {}

async function* ndjsonOf(all: AsyncIterable<readonly ListedEntry[]>): AsyncGenerator<string> {
  for await (const lines of all) {
    yield lines.map((line) => `${JSON.stringify(entryReply(line))}\n`).join('')
  }
}

async function* csvOf(all: AsyncIterable<readonly ListedEntry[]>): AsyncGenerator<string> {
  yield csvLine(Object.keys(columns))
  for await (const lines of all) {
    yield lines.map((line) => csvLine(cellsOf(entryReply(line)))).join('')
  }
}

type Entry = z.input<typeof entry>

function cellsOf(line: Entry): string[] {
  return Object.values(columns).map((cellOf) => cellOf(line) ?? '')
}

/** Amounts are signed here, so that a column can be summed. */
const columns: Record<string, (line: Entry) => string | null | undefined> = {
  id: ({ id }) => id,
  createdAt: ({ createdAt }) => createdAt,
  userId: ({ userId }) => userId,
  amount: ({ direction, exactAmount }) => (direction === 'debit' ? `-${exactAmount}` : exactAmount),
  direction: ({ direction }) => direction,
  loyaltyCurrencyId: ({ loyaltyCurrencyId }) => loyaltyCurrencyId,
  type: ({ type }) => type,
  kind: ({ kind }) => kind,
  description: ({ loyaltyTransaction }) => loyaltyTransaction.description,
  loyaltyRuleId: ({ loyaltyTransaction }) => loyaltyTransaction.loyaltyRule?.id,
  loyaltyRuleType: ({ loyaltyTransaction }) => loyaltyTransaction.loyaltyRule?.type,
  claimId: ({ claimId }) => claimId,
  idempotencyKey: ({ idempotencyKey }) => idempotencyKey,
  metadata: ({ metadata }) => JSON.stringify(metadata),
  loyaltyTransactionId: ({ loyaltyTransaction }) => loyaltyTransaction.id,
  loyaltyAccountId: ({ loyaltyAccountId }) => loyaltyAccountId,
  websiteId: ({ websiteId }) => websiteId,
  organizationId: ({ organizationId }) => organizationId,
}
