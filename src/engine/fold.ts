import type { mongo } from 'mongoose'
import { countPage } from './count-page.ts'
import { hearEvent } from './hear-page.ts'
import type { Heard } from './hear-page.ts'
import { readInboxPage } from './inbox-page.ts'
import type { InboxPage } from './inbox-page.ts'
import { requiredGate } from './rule-gates.ts'
import { isDuplicate } from './scope.ts'
import { nameOf } from './senders.ts'
import type { Senders } from './senders.ts'
import type { TaskList, Tasks } from './tasks.ts'
import type { ClaimRecord } from '../store/claims.ts'
import { counterIdOf } from '../store/counters.ts'
import type { EventRecord, Missed } from '../store/events.ts'
import type { Store } from '../store/index.ts'

export interface FoldOptions {
  store: Store
  tasks: Tasks
  senders: Senders
  now: () => Date
  /** The most events of a page. @default 3000 */
  pageSize?: number | undefined
}

export interface FoldedPage {
  events: number
  /** The payments that became due; written down, and yet to be made. */
  claims: readonly ClaimRecord[]
}

/** Somebody else folded the same events, or counted for the same user, at the same moment. */
class Overtaken extends Error {}

const mostTries = 20

/**
 * Folds the inbox, a page at a time: what the events of a page come to and that they are folded is written in one
 * transaction, so that each counts once whoever folds, and whenever it dies.
 */
export function createFold({ store, tasks, senders, now, pageSize = 3_000 }: FoldOptions) {
  /** Folds the next page of a shard: nothing, if there is none. Any number may fold the same one; a page is one's. */
  async function foldPage(shard: number): Promise<FoldedPage> {
    for (let tries = 1; ; tries++) {
      const page = await readInboxPage(store, shard, pageSize)
      if (!page || page.events.length === 0) return nothing
      try {
        return await fold(page)
      } catch (error) {
        const isOvertaken = error instanceof Overtaken || isDuplicate(error)
        if (!isOvertaken || tries === mostTries) throw error
      }
    }
  }

  async function fold(page: InboxPage): Promise<FoldedPage> {
    const missed = createMissed()
    const heard = await admitted(await hear(page.events, missed.add), missed.add)
    const claims = await store.events.model.db.transaction((session) =>
      write(page, heard, missed, session),
    )
    return { events: page.events.length, claims }
  }

  async function hear(
    events: readonly EventRecord[],
    miss: MissedEvents['add'],
  ): Promise<readonly Heard[]> {
    const [users, lists] = await Promise.all([senders.usersOf(events), listsOf(events)])
    const heard = new Map<string, Heard>()
    for (const event of events) {
      const user = users.get(nameOf(event))
      const list = lists.get(event.website)
      // What is folded is never looked at again, and so an event of nobody must not be.
      if (!user || !list) throw new Error(`there is no user for the event ${event._id}`)
      hearEvent(event, user, list, heard, miss)
    }
    return [...heard.values()]
  }

  async function listsOf(events: readonly EventRecord[]): Promise<ReadonlyMap<string, TaskList>> {
    const orgs = new Map(events.map(({ website, org }) => [website, org]))
    const lists = [...orgs].map(async ([website, org]): Promise<[string, TaskList]> => [
      website,
      await tasks.ofWebsite(org, website),
    ])
    return new Map(await Promise.all(lists))
  }

  /** Without those for whom something else has to be done first. */
  async function admitted(
    heard: readonly Heard[],
    miss: MissedEvents['add'],
  ): Promise<readonly Heard[]> {
    const gates = await Promise.all(
      heard.map(async ({ open, user }) => {
        const list = await tasks.ofWebsite(open.record.org, open.record.website)
        return list.hasRequired ? requiredGate(store, open.record, user) : undefined
      }),
    )
    return heard.filter(({ open, facts }, index) => {
      const gate = gates[index]
      if (!gate || gate.isOpen) return true
      for (const { event } of facts) miss(event, open.record._id, gate.code)
      return false
    })
  }

  /**
   * Counts, and writes what it comes to. Run again from the start if somebody else counts for one of these users at the
   * same moment.
   */
  async function write(
    { shard, folded }: InboxPage,
    heard: readonly Heard[],
    missed: MissedEvents,
    session: mongo.ClientSession,
  ): Promise<readonly ClaimRecord[]> {
    const own = missed.copy()
    const ids = heard.map(({ open, user }) => counterIdOf(open.record._id, user._id))
    const before = await store.counters.findMany(ids, session)
    const { counters, claims } = countPage(heard, before, own.add, now())
    if (!(await store.inbox.shards.advance(shard, folded, now(), session))) throw new Overtaken()
    await store.counters.write(counters, session)
    const due = await withoutKnown(claims)
    await store.claims.insertNow(due, session)
    await store.events.miss(own.byEvent, session)
    return due
  }

  /** A payment that was written down stays one, also where its counter was lost. */
  async function withoutKnown(claims: readonly ClaimRecord[]): Promise<readonly ClaimRecord[]> {
    const known = await store.claims.known(claims.map(({ _id }) => _id))
    return claims.filter(({ _id }) => !known.has(_id))
  }

  return { foldPage }
}

export type Fold = ReturnType<typeof createFold>

const nothing: FoldedPage = { events: 0, claims: [] }

/** What could not be counted, and why. */
type MissedEvents = ReturnType<typeof createMissed>

function createMissed(byEvent = new Map<string, readonly Missed[]>()) {
  function add({ _id }: EventRecord, rule: string, reason: string): void {
    byEvent.set(_id, [...(byEvent.get(_id) ?? []), { rule, reason }])
  }
  return { byEvent, add, copy: () => createMissed(new Map(byEvent)) }
}
