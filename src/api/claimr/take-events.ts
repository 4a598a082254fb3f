import type { z } from 'zod'
import { Failure } from '../../domain/failure.ts'
import type { PlacedEvent, SentEvent, Taken } from '../../engine/events.ts'
import type { Engine } from '../../engine/index.ts'
import type { Caller } from '../../engine/keys.ts'
import { refuseFields } from '../../rules/field-failure.ts'
import { schemaErrors } from '../../rules/schema-errors.ts'
import { describe } from '../describe.ts'
import { dataFlaw } from './data-flaw.ts'
import { event, mostEvents, noEvent, wrongLength } from './event-schemas.ts'
import type { EventReply, ItemReply } from './event-schemas.ts'
import { takenReply } from './taken.ts'
import { modeOf } from './who.ts'

const mostBytes = 65_536
const deepest = 32

type Doors = Pick<Engine, 'events' | 'websites'>

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
  if (typeof body !== 'object' || body === null) throw refused(noEvent)
  const placed = await placeOf(doors, caller, body)
  if (placed instanceof Failure) throw placed
  const [taken] = await doors.events.takeEvents([{ ...placed, stamp }])
  if (taken instanceof Failure) throw taken
  return eventReply(taken as Taken)
}

/** All that are right go into the inbox together, whatever programme they are for: when it is full, none is taken. */
async function takeMany(
  doors: Doors,
  caller: Caller,
  body: readonly unknown[],
  stamp: string | undefined,
): Promise<EventReply> {
  if (body.length === 0 || body.length > mostEvents) throw refused(wrongLength)
  const placed = await Promise.all(body.map((sent) => placeOf(doors, caller, sent)))
  const good = placed.flatMap((each, index) =>
    each instanceof Failure ? [] : [{ ...each, stamp: stamp && `${stamp}/${index}` }],
  )
  const taken = (await doors.events.takeEvents(good)).values()
  const results = placed.map((each): ItemReply => {
    const result = each instanceof Failure ? each : (taken.next().value as Taken | Failure)
    return result instanceof Failure ? refusedReply(result) : eventReply(result)
  })
  return { success: results.every(({ success }) => success), results }
}

/** An event with its programme, or why it can have none. */
export async function placeOf(
  { websites }: Pick<Engine, 'websites'>,
  caller: Caller,
  sent: unknown,
): Promise<PlacedEvent | Failure> {
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
  if (isTooLarge(JSON.stringify(data))) {
    const message = 'must not be larger than 64 kB'
    return refuseFields({ pointer: '/data', code: 'too_large', message })
  }
  return { ...rest, data, ...(ts == null ? {} : { ts }), ...(id === undefined ? {} : { id }) }
}

/** A character has at most three bytes, so that those of most texts need not be counted. */
function isTooLarge(text: string): boolean {
  return text.length * 3 > mostBytes && Buffer.byteLength(text) > mostBytes
}

function refused(message: string): Failure {
  return refuseFields({ pointer: '', code: 'wrong_body', message })
}

function eventReply(result: Taken) {
  return { ...takenReply(result), clock: result.clock }
}

function refusedReply(failure: Failure): ItemReply {
  const { code, message } = describe(failure)
  return { success: false, error: { code, message } }
}
