import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readBody, sendAnswer } from '../kit/wire.ts'
import { startAnvil } from './anvil.ts'
import type { Anvil } from './anvil.ts'
import { createCalls } from './calls.ts'
import { answerDoor, isDoor } from './door.ts'
import type { Chain } from './door.ts'
import { createFaults } from './faults.ts'
import { furnish } from './genesis.ts'
import { createProxy } from './proxy.ts'
import { createNode } from './rpc.ts'
import type { Node } from './rpc.ts'
import { createWorld } from './world.ts'

export { artifactOf } from './artifacts.ts'
export type { ContractKind } from './artifacts.ts'
export type { ChainAct, Done } from './acts.ts'
export { createChainControl } from './control.ts'
export type { ChainControl, ChainState } from './control.ts'
export type { ChainFault, ChainFaultOrder } from './fault-kinds.ts'
export { multicall3Address } from './genesis.ts'
export { people, walletOf } from './people.ts'

export interface ChainOptions {
  /** The product's name for the chain, such as `mainnet`. */
  network: string
  chainId: number
  /** Of the proxy and its control door; a free one if left out. */
  port?: number | undefined
  /** The path of anvil's binary, if it is not the package's. */
  binary?: string | undefined
}

export interface SandboxChain {
  network: string
  chainId: number
  /** JSON-RPC, through the proxy: counted, and spoilt by faults. */
  rpcUrl: string
  /** The base of the control door: `createChainControl(controlUrl)`, or `<controlUrl>/_sandbox/do`. */
  controlUrl: string
  /** The process id of the chain. */
  pid: number
  stop(): Promise<void>
}

/** Starts a chain with its proxy and control door on loopback. Throws what anvil said if it does not come up. */
export async function startChain(options: ChainOptions): Promise<SandboxChain> {
  const anvil = await startAnvil({ chainId: options.chainId, binary: options.binary })
  try {
    return await openDoors(options, anvil)
  } catch (error) {
    await anvil.stop()
    throw error
  }
}

async function openDoors(options: ChainOptions, anvil: Anvil): Promise<SandboxChain> {
  const { network, chainId, port = 0 } = options
  const node = createNode(anvil.url)
  await furnish(node)
  const world = await createWorld(node)
  const faults = createFaults(world.now)
  const last = Promise.resolve()
  const chain = { network, chainId, world, faults, calls: createCalls(), last }

  const server = createServer(createListener(node, chain))
  await listen(server, port)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await Promise.all([closed, anvil.stop()])
  }
  return { network, chainId, rpcUrl: `${url}/rpc`, controlUrl: url, pid: anvil.pid, stop }
}

function createListener(node: Node, chain: Chain) {
  const { world, faults, calls } = chain
  const proxy = createProxy({ node, faults, calls, now: world.now })

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await readBody(incoming)
    const { pathname: path, searchParams: query } = new URL(incoming.url ?? '/', 'http://chain')
    const method = incoming.method ?? 'GET'

    const answer = isDoor(path)
      ? await answerDoor(chain, { method, path, query, body })
      : await proxy(body)
    if (answer) sendAnswer(outgoing, answer, world.now())
    else incoming.socket.destroy()
  }

  return (incoming: IncomingMessage, outgoing: ServerResponse) => {
    // A defect of the proxy, or a chain that is gone, must be seen by whoever called, not end the process.
    serve(incoming, outgoing).catch((error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      sendAnswer(outgoing, { status: 502, body: `proxy failed: ${text}` }, world.now())
    })
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
}
