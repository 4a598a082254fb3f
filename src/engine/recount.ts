import type { mongo } from 'mongoose'
import { Failure } from '../domain/failure.ts'
import { inboxShards } from '../domain/names.ts'
import type { EventRecord } from '../store/events.ts'
import type { Store } from '../store/index.ts'
import { hearEvent } from './hear-page.ts'
import type { Heard } from './hear-page.ts'
import { recountedWith } from './recounted.ts'
import type { Recounted } from './recounted.ts'
import { eventsInOrder, nameOfPlace, placesOf } from './replay-events.ts'
import type { Place } from './replay-events.ts'
import { nameOf } from './senders.ts'
import type { Senders } from './senders.ts'
import { taskListOf } from './tasks.ts'
import type { OpenTask } from './tasks.ts'

export interface RecountOptions {
  store: Store
  senders: Pick<Senders, 'knownOf'>
  open: OpenTask
}

type Users = Map<string, Recounted>

/** Why something was not counted that was about the user, and not about the task: it is not judged again. */
const ofUsers: ReadonlySet<string> = new Set(['user_blocked', 'required_rule_missing'])

/** Counts one task from nothing over the events that are stored and folded. What it holds grows with the users only. */
export async function createRecount({ store, senders, open }: RecountOptions) {
  const { _id: rule, org, website, version } = open.record
  const tasks = taskListOf([open], false)
  const filter = { org, website, ...filterOf(open) }
  const users: Users = new Map()
  const known = new Map<number, readonly string[]>()
  let read: ReadonlyMap<string, number> = new Map()
  for (let shard = 0; shard < inboxShards; shard++) {
    known.set(shard, await store.events.lanesOf(shard))
  }

  /** Counts up to where everything is folded now; how many events it was. */
  async function catchUp(): Promise<number> {
    const places = await inTransaction(store, placesNow)
    const events = await countTo(places, users)
    read = new Map(places.map((place) => [nameOfPlace(place), place.upTo]))
    return events
  }

  /**
   * Where these users stand as of a transaction. Throws `rule_inactive` if the task was changed since the counting
   * began.
   */
  async function asOf(
    ids: readonly string[],
    session: mongo.ClientSession,
  ): Promise<ReadonlyMap<string, Recounted>> {
    const now = await store.rules.findOfAny(rule, session)
    if (now?.version !== version || now.deletedAt) {
      throw new Failure('rule_inactive', 'the rule was changed meanwhile; run it again')
    }
    const own: Users = new Map()
    for (const id of ids) {
      const counted = users.get(id)
      if (counted) own.set(id, counted)
    }
    await countTo(await placesNow(session), own, new Set(ids), session)
    return own
  }

  async function placesNow(session: mongo.ClientSession): Promise<readonly Place[]> {
    return placesOf(await store.inbox.extent(session), known)
  }

  async function countTo(
    places: readonly Place[],
    into: Users,
    only?: ReadonlySet<string>,
    session?: mongo.ClientSession,
  ): Promise<number> {
    let count = 0
    for await (const events of eventsInOrder(store, read, places, filter, session)) {
      count += events.length
      for (const heard of await hear(events)) {
        const { _id } = heard.user
        if (!only || only.has(_id)) into.set(_id, recountedWith(into.get(_id), heard))
      }
    }
    return count
  }

  async function hear(events: readonly EventRecord[]): Promise<readonly Heard[]> {
    const people = await senders.knownOf(events)
    const heard = new Map<string, Heard>()
    for (const event of events) {
      const user = people.get(nameOf(event))
      if (!user || wasClosedForUser(event)) continue
      // Who is blocked now was not when this came.
      hearEvent(event, { ...user, isBlocked: false }, tasks, heard, () => {})
    }
    return [...heard.values()]
  }

  function wasClosedForUser({ missed = [] }: EventRecord): boolean {
    return missed.some((each) => each.rule === rule && ofUsers.has(each.reason))
  }

  return { users: users as ReadonlyMap<string, Recounted>, catchUp, asOf }
}

export type Recount = Awaited<ReturnType<typeof createRecount>>

/** Runs something against one moment of the database; all of it is made again if others write the same. */
export function inTransaction<T>(
  store: Pick<Store, 'events'>,
  run: (session: mongo.ClientSession) => Promise<T>,
): Promise<T> {
  return store.events.model.db.transaction(run, {
    readConcern: { level: 'snapshot' },
    writeConcern: { w: 'majority' },
    readPreference: 'primary',
  })
}

/** What the database can leave out by itself. */
function filterOf({ compiled, record }: OpenTask): object {
  const { listens } = compiled.task
  switch (listens.kind) {
    case 'event': {
      const { platform, category, name } = listens
      return { platform, 'says.kind': 'event', 'says.category': category, 'says.name': name }
    }
    case 'stream':
      return { 'says.kind': 'stream', 'says.stream': listens.stream }
    case 'action':
      return { 'says.kind': 'action', 'says.rule': record._id }
  }
}
