import type { mongo } from 'mongoose'
import type { Collections } from '../collections.ts'
import type { StoredEntry } from '../entry.ts'
import type { AccountId } from '../types.ts'

/** A round of writing, as far as it is of the currencies that are asked for. */
export interface Round {
  id: string
  /** The keys of its postings, in order, per currency. */
  covers: readonly (readonly string[])[]
}

export interface RoundsWanted {
  programmes: readonly string[]
  /** Each list names alternatives; of every list one must be there. */
  tags: readonly (readonly string[])[]
  direction: 'asc' | 'desc'
  /** Ids, or how they begin: the first one that counts, and the first one that does not. */
  from?: string | undefined
  until?: string | undefined
  /** The id of the round to begin at. */
  beginAt?: string | undefined
  /** How far each issuance account is read; left out, all of it is. */
  heads?: ReadonlyMap<AccountId, number> | undefined
}

type Page = Pick<StoredEntry, 'account' | 'seq' | 'posting' | 'covers'>

const fewest = 4
const most = 64
const scansPerQuery = 150

/**
 * Rounds in the order of their ids, in growing batches: a quiet programme's rounds hold a posting each, and a busy one's
 * first round fills the page.
 */
export async function* findRounds(
  collections: Pick<Collections, 'entries'>,
  wanted: RoundsWanted,
): AsyncGenerator<readonly Round[]> {
  const { heads } = wanted
  let beginAt = wanted.beginAt
  for (let take = fewest; ;) {
    const found = await pagesOf(collections, { ...wanted, beginAt }, take)
    const isLast = found.length < take
    const lastId = found.at(-1)?.posting
    // The round at which a batch ends may go on in other currencies.
    const whole = isLast ? found : found.filter(({ posting }) => posting !== lastId)
    yield roundsOf(whole.filter(({ account, seq }) => !heads || seq <= (heads.get(account) ?? 0)))
    if (isLast) return
    beginAt = lastId
    take = whole.length === 0 ? take * 4 : Math.min(most, take * 4)
  }
}

async function pagesOf(
  { entries }: Pick<Collections, 'entries'>,
  { programmes, tags, direction, from, until, beginAt }: RoundsWanted,
  limit: number,
): Promise<Page[]> {
  const order = direction === 'desc' ? -1 : 1
  const filters: mongo.Filter<StoredEntry>[] = [
    ...tags.map((names) => ({ tags: { $in: [...names] } })),
    ...(from === undefined ? [] : [{ posting: { $gte: from } }]),
    ...(until === undefined ? [] : [{ posting: { $lt: until } }]),
    ...(beginAt === undefined ? [] : [{ posting: { [order === -1 ? '$lte' : '$gte']: beginAt } }]),
  ]
  const projection = { account: 1, seq: 1, posting: 1, covers: 1 }
  const found = await Promise.all(
    chunksOf(programmes, tags).map((some) =>
      entries
        .find<Page>({ programme: { $in: some }, $and: filters }, { projection })
        .sort({ posting: order })
        .limit(limit)
        .toArray(),
    ),
  )
  const [first = [], ...more] = found
  if (more.length === 0) return first
  return found.flat().sort(byPosting(order)).slice(0, limit)
}

/** One scan per programme and tag comes sorted from the index; from 200 on MongoDB would sort all there is. */
function chunksOf(programmes: readonly string[], tags: RoundsWanted['tags']): string[][] {
  const size = Math.ceil(scansPerQuery / Math.max(...tags.map(({ length }) => length)))
  const count = Math.ceil(programmes.length / size)
  return Array.from({ length: count }, (_, index) =>
    programmes.slice(index * size, (index + 1) * size),
  )
}

/** A round has an entry for each currency, and all of them have its id. */
function roundsOf(pages: readonly Page[]): Round[] {
  const byId = Map.groupBy(pages, ({ posting }) => posting)
  return [...byId].map(([id, same]) => ({ id, covers: same.map(({ covers = [] }) => covers) }))
}

function byPosting(order: 1 | -1) {
  return (a: Page, b: Page) => (a.posting < b.posting ? -order : a.posting > b.posting ? order : 0)
}
