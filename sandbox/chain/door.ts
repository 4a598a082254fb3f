import type { VendorAnswer } from '../kit/vendor.ts'
import { perform } from './acts.ts'
import type { Calls } from './calls.ts'
import type { ChainState } from './control.ts'
import type { Faults } from './faults.ts'
import { people, walletOf } from './people.ts'
import type { World } from './world.ts'

export interface Chain {
  network: string
  chainId: number
  world: World
  faults: Faults
  calls: Calls
  /** Settles when the last change that was ordered is done. */
  last: Promise<unknown>
}

interface Knock {
  method: string
  path: string
  query: URLSearchParams
  body: unknown
}

type Fields = Record<string, unknown>
type Door = (chain: Chain, fields: Fields, query: URLSearchParams) => unknown

const prefix = '/_sandbox/'

export function isDoor(path: string): boolean {
  return path.startsWith(prefix)
}

/** The control door of a chain, in the shapes of every stand-in's. All times are milliseconds; a bad order is a 400. */
export async function answerDoor(chain: Chain, knock: Knock): Promise<VendorAnswer> {
  const name = `${knock.method} ${knock.path.slice(prefix.length)}`
  const open = Object.hasOwn(doors, name) ? doors[name] : undefined
  if (!open) return { status: 404, body: { message: `no door "${name}"` } }
  try {
    return { status: 200, body: (await open(chain, fieldsOf(knock.body), knock.query)) ?? {} }
  } catch (error) {
    return {
      status: 400,
      body: { message: error instanceof Error ? error.message : String(error) },
    }
  }
}

const doors: Record<string, Door> = {
  'POST do': inTurn(({ world }, order) => perform(world, order)),
  'GET faults': ({ faults }) => faults.list(),
  'POST faults': ({ faults }, order) => faults.add(order),
  'DELETE faults': ({ faults }) => faults.clear(),
  'GET clock': ({ world }) => ({ now: world.now() }),
  'POST clock': inTurn(({ world }, change) => world.moveTime(change)),
  'GET calls': ({ calls }, _, query) => calls.since(Number(query.get('since') ?? 0)),
  'GET state': stateOf,
  'POST reset': inTurn(reset),
}

// One change after the other: two transactions of one sender at once would take the same nonce.
function inTurn(door: Door): Door {
  return (chain, fields, query) => {
    const turn = chain.last.then(() => door(chain, fields, query))
    chain.last = turn.catch(() => undefined)
    return turn
  }
}

async function stateOf({ network, chainId, world, faults, calls }: Chain): Promise<ChainState> {
  const [head, safe, finalized] = await Promise.all(
    ['latest', 'safe', 'finalized'].map(world.heightOf),
  )
  return {
    network,
    chainId,
    head: head ?? 0,
    safe: safe ?? 0,
    finalized: finalized ?? 0,
    now: world.now(),
    contracts: Object.fromEntries(
      [...world.contracts.values()].map(({ name, kind, address }) => [name, { kind, address }]),
    ),
    people: Object.fromEntries(people.map((name) => [name, walletOf(name).address])),
    faults: faults.list(),
    calls: calls.counts(),
  }
}

async function reset({ world, faults, calls }: Chain): Promise<void> {
  await world.reset()
  faults.clear()
  calls.clear()
}

function fieldsOf(body: unknown): Fields {
  if (body === undefined) return {}
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Fields
  throw new Error('send a JSON object with content-type application/json')
}
