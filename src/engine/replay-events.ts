import type { mongo } from 'mongoose'
import type { EventRecord } from '../store/events.ts'
import type { Lane, Shard } from '../store/inbox.ts'
import type { Store } from '../store/index.ts'

/** A lane's events of a shard, up to which they are folded. */
export interface Place {
  shard: number
  lane: string
  upTo: number
}

/** A place that is being read. */
interface Stream extends Place {
  after: number
  events: EventRecord[]
  isOver: boolean
}

/** How many events are held at once, of all streams together; and the fewest that are read of one at a time. */
const mostHeld = 8_000
const smallestPage = 50

/** How far everything is folded. `known` are the lanes of each shard; those that are forgotten are folded to their end. */
export function placesOf(
  { shards, lanes }: { shards: readonly Shard[]; lanes: readonly Lane[] },
  known: ReadonlyMap<number, readonly string[]>,
): readonly Place[] {
  const listed = new Set(lanes.map(({ _id }) => _id))
  return shards.flatMap(({ _id: shard, folded }) =>
    [...new Set([...(known.get(shard) ?? []), ...listed])].map((lane) => {
      const upTo = listed.has(lane) ? (folded[lane] ?? 0) : Number.MAX_SAFE_INTEGER
      return { shard, lane, upTo }
    }),
  )
}

export function nameOfPlace({ shard, lane }: Pick<Place, 'shard' | 'lane'>): string {
  return `${shard} ${lane}`
}

/**
 * The events of all shards up to these places, a page at a time, in one order that does not depend on how they are
 * read: that of acceptance. A user's accounts may lie in several shards, and windows follow the time.
 */
export async function* eventsInOrder(
  { events }: Pick<Store, 'events'>,
  read: ReadonlyMap<string, number>,
  places: readonly Place[],
  filter: object,
  session?: mongo.ClientSession,
): AsyncGenerator<readonly EventRecord[]> {
  const streams = places.flatMap((place): Stream[] => {
    const after = read.get(nameOfPlace(place)) ?? 0
    return after < place.upTo ? [{ ...place, after, events: [], isOver: false }] : []
  })
  const size = Math.max(smallestPage, Math.floor(mostHeld / Math.max(1, streams.length)))

  for (;;) {
    for (const stream of streams) if (stream.events.length === 0) await fill(stream)
    const page = nextPage(streams)
    if (page.length === 0) return
    yield page
  }

  async function fill(stream: Stream): Promise<void> {
    if (stream.isOver) return
    stream.events = await events.between(stream, filter, size, session)
    stream.after = stream.events.at(-1)?.seq ?? stream.upTo
    stream.isOver = stream.events.length < size
  }
}

/** What no event that is yet to be read can come before. */
function nextPage(streams: readonly Stream[]): readonly EventRecord[] {
  const [horizon] = streams
    .flatMap(({ isOver, events }) => (isOver ? [] : events.slice(-1)))
    .sort(inOrder)
  return streams
    .flatMap(({ events }) => {
      const end = horizon ? events.findIndex((event) => inOrder(event, horizon) > 0) : -1
      return events.splice(0, end < 0 ? events.length : end)
    })
    .sort(inOrder)
}

function inOrder(a: EventRecord, b: EventRecord): number {
  return (
    a.acceptedAt.getTime() - b.acceptedAt.getTime() ||
    a.shard - b.shard ||
    (a.lane === b.lane ? a.seq - b.seq : a.lane < b.lane ? -1 : 1)
  )
}
