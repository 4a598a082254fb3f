import { hash, randomUUID } from 'node:crypto'
import { Failure } from '../domain/failure.ts'
import type { Clock, EventIdentity, EventRecord, Said } from '../store/events.ts'
import type { Store } from '../store/index.ts'
import type { Website } from '../store/websites.ts'
import { canonical } from './canonical.ts'
import type { Inbox } from './inbox.ts'
import type { Fact } from './inbox-lane.ts'
import { invalid } from './scope.ts'
import type { Identity } from './users.ts'
import { normalized } from './wallets.ts'

/** What somebody did, as it was sent; the body has been checked. */
export interface SentEvent extends Identity {
  category: string
  name: string
  data: unknown
  /** ISO 8601, or seconds or milliseconds since 1970. */
  ts?: string | number | undefined
  id?: string | undefined
}

/** An event that is right in itself, and the programme it is for; `stamp` names it, if its request has a key. */
export interface PlacedEvent {
  website: Website
  sent: SentEvent
  stamp?: string | undefined
}

/** Whose value it is, and the sender's own id of it. */
export interface SentBy extends Identity {
  id?: string | undefined
}

/** What came of one fact. */
export interface Taken {
  /** The sender's own id of it, else ours. */
  id: string
  identity: EventIdentity
  /** It was there before: nothing was counted now. */
  duplicate: boolean
  /** What the one that was there says otherwise, as JSON pointers. */
  differs: readonly string[]
  /** Which clock it counts by. */
  clock: Clock
}

export interface EventsOptions {
  store: Pick<Store, 'events'>
  inbox: Pick<Inbox, 'put'>
  now: () => Date
}

const dayMs = 86_400_000

/** How late an event may come for its own time to be believed, and how far ahead of us a sender's clock may be. */
export const latenessMs = dayMs
export const aheadMs = 300_000

/** Takes what users did into the inbox. What it comes to is worked out later, by whoever folds the inbox. */
export function createEvents({ store, inbox, now }: EventsOptions) {
  /**
   * Answers when they are durable, all of them or none: for each what came of it, or why it cannot be taken
   * (`invalid_request` with the pointer, for a `ts` that is none or lies ahead). Throws `too_many_requests` and
   * `unavailable`.
   */
  async function takeEvents(placed: readonly PlacedEvent[]): Promise<readonly (Taken | Failure)[]> {
    const facts = placed.map((each) => orFailure(() => eventFact(each)))
    const good = facts.flatMap((fact, index) =>
      fact instanceof Failure ? [] : [{ fact, id: placed[index]?.sent.id }],
    )
    const taken = good.length > 0 ? (await take(good)).values() : undefined
    return facts.map((fact) => (fact instanceof Failure ? fact : (taken?.next().value as Taken)))
  }

  /** What would come of an event, were it taken now. Throws `invalid_request` as taking it does. */
  async function look(website: Website, sent: SentEvent): Promise<{ fact: Fact; taken: Taken }> {
    const fact = eventFact({ website, sent })
    const [first] = await store.events.findMany([fact._id])
    const { identity, clock } = fact
    const differs = first ? differencesOf(fact, first) : []
    const id = sent.id ?? fact._id
    return { fact, taken: { id, identity, clock, duplicate: first !== undefined, differs } }
  }

  function eventFact({ website: { org, _id: website }, sent, stamp }: PlacedEvent): Fact {
    const { category, name, data, ts, id, ...identity } = sent
    const place = { ...whose(identity), website }
    const says: Said = { kind: 'event', category, name, data: JSON.stringify(data) }
    if (ts !== undefined) says.ts = ts
    const content = { category, name, data, ts }
    return {
      org,
      ...place,
      ...identityOf(place, 'event', id, stamp, content),
      says,
      ...timeOf(ts, now()),
    }
  }

  /** Answers when it is durable. */
  async function takeValue(
    { org, _id: website }: Website,
    says: Exclude<Said, { kind: 'event' }>,
    sent: SentBy,
    stamp?: string,
  ): Promise<Taken> {
    const place = { ...whose(sent), website }
    const named = identityOf(place, says.kind, sent.id, stamp)
    const fact: Fact = { org, ...place, ...named, says, at: now(), clock: 'arrival' }
    const [taken] = await take([{ fact, id: sent.id }])
    return taken as Taken
  }

  async function take(
    facts: readonly { fact: Fact; id: string | undefined }[],
  ): Promise<readonly Taken[]> {
    const isNew = await inbox.put(facts.map(({ fact }) => fact))
    const again = facts.filter((_fact, index) => !isNew[index])
    const before = await firstOf(again.map(({ fact }) => fact))
    return facts.map(({ fact, id }, index) => {
      const { _id, identity, clock } = fact
      const first = isNew[index] ? undefined : before.get(_id)
      const differs = first ? differencesOf(fact, first) : []
      return { id: id ?? _id, identity, clock, duplicate: !isNew[index], differs }
    })
  }

  async function firstOf(facts: readonly Fact[]): Promise<ReadonlyMap<string, EventRecord>> {
    if (facts.length === 0) return new Map()
    const found = await store.events.findMany(facts.map(({ _id }) => _id))
    return new Map(found.map((event) => [event._id, event]))
  }

  return { takeEvents, takeValue, look }
}

export type Events = ReturnType<typeof createEvents>

function orFailure<T>(make: () => T): T | Failure {
  try {
    return make()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
}

function whose({ platform, account }: Identity): Identity {
  return { platform, account: platform === 'web3' ? normalized(account) : account }
}

/**
 * The `id` of a fact is its own within the website, the account and the method; without one, its content is, if that
 * says when it happened; without either every request is a fact of its own, unless the request has a key.
 */
function identityOf(
  { website, platform, account }: Identity & { website: string },
  method: string,
  id: string | undefined,
  stamp: string | undefined,
  content: { ts?: unknown } = {},
): Pick<Fact, '_id' | 'identity'> {
  const named = (...parts: string[]) => {
    const text = JSON.stringify([website, platform, account, method, ...parts])
    return `evt_${hash('sha256', text, 'base64url').slice(0, 32)}`
  }
  if (id !== undefined) return { _id: named('id', id), identity: 'id' }
  if (content.ts !== undefined) {
    return { _id: named('content', canonical(content)), identity: 'content' }
  }
  if (stamp !== undefined) return { _id: named('key', stamp), identity: 'id' }
  return { _id: `evt_${randomUUID()}`, identity: 'none' }
}

/** What happened too long ago counts when it comes. */
function timeOf(ts: string | number | undefined, now: Date): { at: Date; clock: Clock } {
  if (ts === undefined) return { at: now, clock: 'arrival' }
  const at = instantOf(ts)
  if (at === undefined) {
    const message = 'must be ISO 8601, or seconds or milliseconds since 1970'
    throw invalid({ pointer: '/ts', code: 'invalid_time', message })
  }
  if (at > now.getTime() + aheadMs) {
    throw invalid({ pointer: '/ts', code: 'in_the_future', message: 'lies in the future' })
  }
  const isLate = at < now.getTime() - latenessMs
  return isLate ? { at: now, clock: 'arrival' } : { at: new Date(at), clock: 'ts' }
}

const isoDate = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/
const wholeNumber = /^\d{1,16}$/

/** Up to this a number means seconds: it is the year 5138 in them, and 1973 in milliseconds. */
const mostSeconds = 100_000_000_000

function instantOf(ts: string | number): number | undefined {
  if (typeof ts === 'string' && isoDate.test(ts)) {
    if (!isDay(ts.slice(0, 10))) return undefined
    const isLocal = ts.includes(':') && !/(?:Z|[+-]\d\d:?\d\d)$/.test(ts)
    const at = Date.parse(isLocal ? `${ts}Z` : ts)
    return Number.isNaN(at) ? undefined : at
  }
  const number = typeof ts === 'string' && wholeNumber.test(ts) ? Number(ts) : ts
  if (typeof number !== 'number' || !Number.isFinite(number) || number < 0) return undefined
  return Math.round(number <= mostSeconds ? number * 1000 : number)
}

/** JavaScript takes the 30th of February for the 2nd of March. */
function isDay(day: string): boolean {
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)
}

/** Of two facts of one identity, where they differ: in the words of who sent them. */
function differencesOf({ says }: Pick<Fact, 'says'>, first: Pick<Fact, 'says'>): string[] {
  const [sent, known] = [partsOf(says), partsOf(first.says)]
  const names = new Set([...Object.keys(sent), ...Object.keys(known)])
  return [...names].filter((name) => sent[name] !== known[name]).map((name) => `/${name}`)
}

function partsOf(says: Said): Record<string, unknown> {
  switch (says.kind) {
    case 'event':
      return { ...says, data: canonical(JSON.parse(says.data)) }
    case 'stream':
      return { ...says }
    case 'action':
      return { aid: says.rule, value: says.value }
  }
}
