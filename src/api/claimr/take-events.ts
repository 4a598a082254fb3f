import type { z } from 'zod'
import { Failure } from '../../domain/failure.ts'
import type { SentEvent, Taken } from '../../engine/events.ts'
import type { Engine } from '../../engine/index.ts'
import type { Caller } from '../../engine/keys.ts'
import { refuseFields } from '../../rules/field-failure.ts'
import { schemaErrors } from '../../rules/schema-errors.ts'
import type { Website } from '../../store/websites.ts'
import { describe } from '../describe.ts'
import { dataFlaw } from './data-flaw.ts'
import { event, mostEvents } from './event-schemas.ts'
import type { EventReply, ItemReply } from './event-schemas.ts'
import { takenReply } from './taken.ts'
import { modeOf } from './who.ts'

const mostCharacters = 65_536
const deepest = 32

type Doors = Pick<Engine, 'events' | 'websites'>

/** An event that is right in itself, and the programme it is for. */
export interface Placed {
  website: Website
  sent: SentEvent
}

/**
 * Takes the body of a request: one event, or an array in which one that is wrong keeps no other back. `stamp` names the
 * request, if it has a key. Throws for what is wrong with one event, and for an array that is none.
 */
export async function takeBody(
  doors: Doors,
  caller: Caller,
  body: unknown,
  stamp?: string,
): Promise<EventReply> {
  if (Array.isArray(body)) return takeMany(doors, caller, body, stamp)
  const placed = await placeOf(doors, caller, body)
  if (placed instanceof Failure) throw placed
  const [taken] = await doors.events.takeEvents(placed.website, [placed.sent], stamp)
  if (taken instanceof Failure) throw taken
  return eventReply(taken as Taken)
}

async function takeMany(
  doors: Doors,
  caller: Caller,
  body: readonly unknown[],
  stamp: string | undefined,
): Promise<EventReply> {
  if (body.length === 0 || body.length > mostEvents) {
    const message = `must hold 1 to ${mostEvents} events`
    throw refuseFields({ pointer: '', code: 'wrong_length', message })
  }
  const placed = await Promise.all(body.map((sent) => placeOf(doors, caller, sent)))
  const taken = new Map<number, Taken | Failure>()
  for (const { website, indices, events } of byWebsite(placed)) {
    const own = stamp === undefined ? undefined : `${stamp}/${website._id}`
    const results = await doors.events.takeEvents(website, events, own)
    indices.forEach((index, position) => taken.set(index, results[position] as Taken | Failure))
  }
  const results = placed.map((each, index): ItemReply => {
    const result = each instanceof Failure ? each : (taken.get(index) as Taken | Failure)
    return result instanceof Failure ? refusedReply(result) : eventReply(result)
  })
  return { success: results.every(({ success }) => success), results }
}

/** An event with its programme, or why it can have none. */
export async function placeOf(
  { websites }: Pick<Engine, 'websites'>,
  caller: Caller,
  sent: unknown,
): Promise<Placed | Failure> {
  const parsed = parseEvent(sent)
  if (parsed instanceof Failure) return parsed
  const { pid, env, ...rest } = parsed
  try {
    return { website: await websites.known(caller, pid, modeOf(env)), sent: rest }
  } catch (error) {
    if (error instanceof Failure && error.code === 'not_found') return error
    throw error
  }
}

type Parsed = SentEvent & Pick<z.output<typeof event>, 'pid' | 'env'>

function parseEvent(sent: unknown): Parsed | Failure {
  const parsed = event.safeParse(sent)
  if (!parsed.success) return refuseFields(...schemaErrors(parsed.error, sent))
  const { data: given, ts, id, ...rest } = parsed.data
  const data = given ?? {}
  const flaw = dataFlaw(data, deepest, '/data')
  if (flaw) return refuseFields(flaw)
  if (JSON.stringify(data).length > mostCharacters) {
    const message = 'must not be larger than 64 kB'
    return refuseFields({ pointer: '/data', code: 'too_large', message })
  }
  return { ...rest, data, ...(ts == null ? {} : { ts }), ...(id === undefined ? {} : { id }) }
}

/** The events that can be taken, by their programme, with the place of each in the request. */
function byWebsite(placed: readonly (Placed | Failure)[]) {
  const groups = new Map<string, { website: Website; indices: number[]; events: SentEvent[] }>()
  placed.forEach((each, index) => {
    if (each instanceof Failure) return
    const { website, sent } = each
    const group = groups.get(website._id) ?? { website, indices: [], events: [] }
    groups.set(website._id, group)
    group.indices.push(index)
    group.events.push(sent)
  })
  return groups.values()
}

function eventReply(result: Taken) {
  return { ...takenReply(result), clock: result.clock }
}

function refusedReply(failure: Failure): ItemReply {
  const { code, message } = describe(failure)
  return { success: false, error: { code, message } }
}
