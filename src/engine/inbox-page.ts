import type { EventRecord } from '../store/events.ts'
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
  const found = await Promise.all(
    lanes.map(({ _id }) => events.after(id, _id, shard.folded[_id] ?? 0, size)),
  )
  const page = inOrder(found).slice(0, size)
  return { shard, events: page, folded: foldedAfter(shard, lanes, page) }
}

/** Each lane is in order already, so that whatever is cut off its end is cut off nothing else. */
function inOrder(lanes: readonly (readonly EventRecord[])[]): readonly EventRecord[] {
  const [first = [], ...others] = lanes.filter((events) => events.length > 0)
  if (others.length === 0) return first
  return [first, ...others]
    .flat()
    .sort(
      (a, b) =>
        a.acceptedAt.getTime() - b.acceptedAt.getTime() ||
        (a.lane === b.lane ? a.seq - b.seq : a.lane < b.lane ? -1 : 1),
    )
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
