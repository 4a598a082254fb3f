import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { createCalls } from './calls.ts'
import { createClock } from './clock.ts'
import { answerDoor, isDoor } from './door.ts'
import type { World } from './door.ts'
import { createFaults } from './faults.ts'
import type { Fault } from './faults.ts'
import { createExchange } from './exchange.ts'
import { readBody, sendAnswer } from './wire.ts'

export interface VendorRequest {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  /** Parsed JSON, the fields of a form, or the text as it came; undefined without a body. */
  body: unknown
  /** The `:name` segments of the route's path, decoded. */
  params: Record<string, string>
  /** The vendor's clock, in epoch milliseconds. */
  now: number
  /** A `lag` fault: this read does not see writes younger than so many milliseconds. Else 0. */
  lagMs: number
}

export interface VendorAnswer {
  status: number
  headers?: Record<string, string>
  /** Anything JSON can say, a string that is sent as it is, or undefined for no body. */
  body?: unknown
}

export interface VendorRoute {
  method: string
  /** `/2/users/:id`; of two routes that match, the first in the list answers. */
  path: string
  answer(request: VendorRequest): VendorAnswer | Promise<VendorAnswer>
}

export interface Vendor {
  name: string
  url: string
  port: number
  stop(): Promise<void>
}

export interface VendorSpec {
  name: string
  routes: readonly VendorRoute[]
  /** What the control door can do; an error thrown here is a 400 with its message. */
  acts: Record<string, (act: Record<string, unknown>, now: number) => unknown>
  state(): unknown
  reset(): void
  /** How this vendor says "too fast": the answer of a fault of kind `limit`. */
  limited(request: VendorRequest, fault: Fault): VendorAnswer
  /** The answer to a path the vendor does not have. */
  missing(request: VendorRequest): VendorAnswer
  /** Whose token the request carries, for the call log; undefined if nobody's. */
  who?(request: VendorRequest): string | undefined
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Runs before each route and may answer in its stead: the vendor's own limits. */
  before?(request: VendorRequest): VendorAnswer | undefined
  /** Headers on every answer, such as what is left of a limit. */
  headers?(request: VendorRequest): Record<string, string>
}

/** Starts a stand-in on loopback; port 0, the default, takes a free one. */
export async function startVendor(
  spec: VendorSpec,
  options: { port?: number } = {},
): Promise<Vendor> {
  const world = { spec, clock: createClock(), faults: createFaults(), calls: createCalls() }
  const upgraded = new Set<Duplex>()
  const server = createServer(createListener(world))
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    upgraded.add(socket)
    socket.on('close', () => upgraded.delete(socket))
    if (spec.upgrade) spec.upgrade(request, socket, head)
    else socket.destroy()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })

  const { port } = server.address() as AddressInfo
  const stop = async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    for (const socket of upgraded) socket.destroy()
    await closed
  }
  return { name: spec.name, url: `http://127.0.0.1:${port}`, port, stop }
}

function createListener(world: World) {
  const exchange = createExchange(world)

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://vendor')
    const method = incoming.method ?? 'GET'
    // The door reads JSON whatever the type says, so that a plain `curl -d` will do.
    const body = await readBody(incoming, isDoor(url.pathname) ? 'json' : undefined)
    const seen = { method, path: url.pathname, query: url.searchParams, body }

    const answer = isDoor(seen.path)
      ? await answerDoor(world, seen)
      : await exchange({ ...seen, headers: incoming.headers })
    if (answer) sendAnswer(outgoing, answer, world.clock.now())
    else incoming.socket.destroy()
  }

  return (incoming: IncomingMessage, outgoing: ServerResponse) => {
    // A defect of the stand-in must be seen by whoever called it, not end the process.
    serve(incoming, outgoing).catch((error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      sendAnswer(outgoing, { status: 500, body: `stand-in failed: ${text}` }, world.clock.now())
    })
  }
}
