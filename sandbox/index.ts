import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { startChain } from './chain/index.ts'
import type { SandboxChain } from './chain/index.ts'
import { furnish } from './demo.ts'
import type { DemoWorld } from './demo.ts'
import { createDiscord } from './discord/index.ts'
import { createGithub } from './github/index.ts'
import { startVendor } from './kit/vendor.ts'
import type { Vendor } from './kit/vendor.ts'
import { productEnvironment } from './product-environment.ts'
import { startX } from './x/x.ts'

export interface SandboxOptions {
  /** Of the index; a free one if left out. */
  port?: number | undefined
  /** Of the stand-ins and the chains' proxies; free ones if left out. */
  ports?: Partial<Record<'x' | 'github' | 'discord' | 'mainnet' | 'base', number>> | undefined
}

/** Where everything of the sandbox is, and what is there: what the index answers. */
export interface SandboxIndex {
  url: string
  /** Each with its API at the root and its control door below `/_sandbox/`. */
  x: string
  github: string
  discord: string
  chains: Record<string, { chainId: number; rpcUrl: string; controlUrl: string }>
  /** The product's environment variables that point it here. */
  env: Record<string, string>
  world: DemoWorld
}

export interface Sandbox extends SandboxIndex {
  stop(): Promise<void>
}

/** Starts the outside world on loopback: every stand-in, two chains, and an index of them at `GET /`. */
export async function startSandbox({
  port = 0,
  ports = {},
}: SandboxOptions = {}): Promise<Sandbox> {
  const starting: Promise<{ stop(): Promise<void> }>[] = []
  const keep = <T extends { stop(): Promise<void> }>(part: Promise<T>): Promise<T> => {
    starting.push(part)
    return part
  }
  const stop = async () => {
    const started = await Promise.allSettled(starting)
    const parts = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    await Promise.all(parts.map((part) => part.stop()))
  }
  try {
    const [x, github, discord, mainnet, base] = await Promise.all([
      keep(startX(portIn(ports.x))),
      keep(startVendor(createGithub(), portIn(ports.github))),
      keep(startVendor(createDiscord(), portIn(ports.discord))),
      keep(startChain({ network: 'mainnet', chainId: 1, port: ports.mainnet })),
      keep(startChain({ network: 'base', chainId: 8453, port: ports.base })),
    ])
    const index = await describe([x, github, discord], [mainnet, base])
    const { url } = await keep(serveIndex(port, index))
    return { ...index, url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function describe(
  [x, github, discord]: [Vendor, Vendor, Vendor],
  chains: SandboxChain[],
): Promise<SandboxIndex> {
  const places = {
    url: '',
    ...{ x: x.url, github: github.url, discord: discord.url },
    chains: Object.fromEntries(
      chains.map(({ network, chainId, rpcUrl, controlUrl }) => [
        network,
        { chainId, rpcUrl, controlUrl },
      ]),
    ),
  }
  // The order matters: what is made first has the same ids after every start.
  const world = await furnish(places)
  return { ...places, env: await productEnvironment(places), world }
}

async function serveIndex(port: number, index: SandboxIndex) {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/') return void response.writeHead(404).end()
    response
      .setHeader('content-type', 'application/json')
      .end(`${JSON.stringify(index, null, 2)}\n`)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  index.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = async () => {
    const closed = new Promise((resolve) => server.close(resolve))
    server.closeAllConnections()
    await closed
  }
  return { url: index.url, stop }
}

function portIn(port: number | undefined): { port?: number } {
  return port === undefined ? {} : { port }
}
