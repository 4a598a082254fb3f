import type { Calls } from './calls.ts'
import type { Clock } from './clock.ts'
import type { Faults } from './faults.ts'
import type { VendorAnswer, VendorSpec } from './vendor.ts'

export interface World {
  spec: VendorSpec
  clock: Clock
  faults: Faults
  calls: Calls
}

interface Knock {
  method: string
  path: string
  query: URLSearchParams
  body: unknown
}

type Fields = Record<string, unknown>

const prefix = '/_sandbox/'

export function isDoor(path: string): boolean {
  return path.startsWith(prefix)
}

/** The control door: changes the vendor's world. All times are milliseconds; a bad order is a 400. */
export async function answerDoor(world: World, knock: Knock): Promise<VendorAnswer> {
  const name = `${knock.method} ${knock.path.slice(prefix.length)}`
  const open = Object.hasOwn(doors, name) ? doors[name] : undefined
  if (!open)
    return { status: 404, body: { message: `no door "${name}"`, doors: Object.keys(doors) } }
  try {
    return { status: 200, body: (await open(world, fieldsOf(knock.body), knock.query)) ?? {} }
  } catch (error) {
    return {
      status: 400,
      body: { message: error instanceof Error ? error.message : String(error) },
    }
  }
}

type Door = (world: World, fields: Fields, query: URLSearchParams) => unknown

const doors: Record<string, Door> = {
  'POST do': act,
  'GET faults': ({ faults, clock }) => faults.list(clock.now()),
  'POST faults': ({ faults, clock }, order) => faults.add(order, clock.now()),
  'DELETE faults': ({ faults }) => faults.clear(),
  'GET clock': ({ clock }) => ({ now: clock.now() }),
  'POST clock': setClock,
  'GET calls': ({ calls }, _, query) => calls.since(Number(query.get('since') ?? 0)),
  'GET state': ({ spec }) => spec.state(),
  'POST reset': reset,
}

function act({ spec, clock }: World, fields: Fields): unknown {
  const { do: name } = fields
  const known = typeof name === 'string' && Object.hasOwn(spec.acts, name)
  const perform = known ? spec.acts[name] : undefined
  if (perform) return perform(fields, clock.now())
  throw new Error(`"do" must be one of: ${Object.keys(spec.acts).join(', ')}`)
}

function setClock({ clock }: World, { now, add }: Fields): unknown {
  const isOne = (now === undefined) !== (add === undefined)
  const value = now ?? add
  if (!isOne || typeof value !== 'number' || !Number.isFinite(value)) {
    throw new Error('send either "now" (epoch milliseconds) or "add" (milliseconds)')
  }
  if (now === undefined) clock.add(value)
  else clock.set(value)
  return { now: clock.now() }
}

function reset({ spec, clock, faults, calls }: World): void {
  spec.reset()
  faults.clear()
  calls.clear()
  clock.reset()
}

function fieldsOf(body: unknown): Fields {
  if (body === undefined) return {}
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Fields
  throw new Error('send a JSON object')
}
