import { z } from 'zod'
import type { UserStandings } from '../../engine/user-standings.ts'
import { csvLine } from '../csv.ts'
import type { RouteOptions } from '../options.ts'
import type { Call, Route } from '../route.ts'
import { address, id } from '../schemas.ts'
import type { Streamed } from '../streamed.ts'
import { standingReply, userStanding } from './user-standings.ts'

const query = z.object({
  ...address,
  order: z.enum(['points', 'joined']).default('points'),
  search: z.string().min(1).max(100).optional(),
  loyaltyCurrencyId: id.optional(),
})
type Asked = Pick<Call<unknown, z.output<typeof query>, unknown>, 'website' | 'query'>

/** The table of users for a spreadsheet. */
export function userExportRoute({ engine: { userStandings } }: RouteOptions): Route {
  async function handle({ website, query }: Asked) {
    const { order, search, loyaltyCurrencyId: currency } = query
    const pages = userStandings.all(await website(), { order, search, currency })
    return { mediaType: 'text/csv', fileName: 'users.csv', chunks: csvOf(pages) } satisfies Streamed
  }

  return {
    method: 'get',
    path: '/api/users/standings/export',
    operationId: 'exportUserStandings',
    summary: 'Export users with their rank, points and claims',
    description:
      'As CSV (RFC 4180), of the same filters as the list, without its pages. By points it is read while points move: whoever passes somebody meanwhile may stand in it twice, or not at all; in the order they joined everybody stands in it once.',
    tags: ['Users'],
    access: 'read',
    query,
    reply: userStanding,
    errors: ['not_found'],
    streams: ['text/csv'],
    handle: async (call) => handle(call as Asked),
  }
}

async function* csvOf(pages: AsyncIterable<UserStandings>): AsyncGenerator<string> {
  yield csvLine(Object.keys(columns))
  for await (const { data, currency } of pages) {
    const lines = data.map((each) => standingReply(each, currency.decimals))
    yield lines.map((line) => csvLine(cellsOf(line))).join('')
  }
}

type Line = z.input<typeof userStanding>

function cellsOf(line: Line): string[] {
  return Object.values(columns).map((cellOf) => cellOf(line) ?? '')
}

const columns: Record<string, (line: Line) => string | null | undefined> = {
  id: ({ id }) => id,
  rank: ({ rank }) => rank?.toString(),
  name: ({ name }) => name,
  walletAddress: ({ walletAddress }) => walletAddress,
  externalIdentifier: ({ externalIdentifier }) => externalIdentifier,
  platforms: ({ platforms }) => platforms.join(' '),
  amount: ({ amount }) => amount,
  claims: ({ claims }) => String(claims),
  lastClaimAt: ({ lastClaimAt }) => lastClaimAt,
  isBlocked: ({ isBlocked }) => String(isBlocked),
  createdAt: ({ createdAt }) => createdAt,
}
