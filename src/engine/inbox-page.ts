import type { EventRecord, LanePart } from '../store/events.ts'
import type { Store } from '../store/index.ts'
import type { Lane, Shard } from '../store/inbox.ts'

/** Some events of a shard that are not folded yet, in the order in which they were accepted. */
export interface InboxPage {
  shard: Shard
  events: readonly EventRecord[]
  /** How far the shard is folded once these are. */
  folded: Shard['folded']
}

/** How long a lane must be silent until nothing that was sent into it can arrive any more. */
export const laneSilentMs = 3_600_000

/** Reads the next page of a shard; undefined if there is no such shard yet. */
export async function readInboxPage(
  { events, inbox }: Pick<Store, 'events' | 'inbox'>,
  id: number,
  size: number,
): Promise<InboxPage | undefined> {
  const shard = await inbox.shards.find(id)
  if (!shard) return undefined
  const lanes = await inbox.lanes.list()
  const parts = await Promise.all(
    lanes.map(({ _id }) => events.after(id, _id, shard.folded[_id] ?? 0, size)),
  )
  const page = inOrder(parts).slice(0, size)
  return { shard, events: page, folded: foldedAfter(shard, lanes, page) }
}

/** Up to where a lane was cut off: what comes after that in other lanes may have been accepted after it. */
function inOrder(parts: readonly LanePart[]): readonly EventRecord[] {
  const [first, ...others] = parts.filter(({ events }) => events.length > 0)
  if (!first || others.length === 0) return first?.events ?? []
  const all = [first, ...others].flatMap(({ events }) => events).sort(byAcceptance)
  const ends = parts.flatMap(({ events, isAll }) => (isAll ? [] : events.slice(-1)))
  const [end] = ends.sort(byAcceptance)
  return end ? all.slice(0, all.indexOf(end) + 1) : all
}

function byAcceptance(a: EventRecord, b: EventRecord): number {
  const later = a.acceptedAt.getTime() - b.acceptedAt.getTime()
  if (later !== 0) return later
  if (a.lane === b.lane) return a.seq - b.seq
  return a.lane < b.lane ? -1 : 1
}

/** Lanes that are gone are forgotten. */
function foldedAfter(
  { folded }: Shard,
  lanes: readonly Lane[],
  events: readonly EventRecord[],
): Shard['folded'] {
  const after: Shard['folded'] = {}
  for (const { _id } of lanes) if (folded[_id] !== undefined) after[_id] = folded[_id]
  for (const { lane, seq } of events) after[lane] = seq
  return after
}
