import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

export interface AnvilOptions {
  chainId: number
  /** A free port is taken if none is named. */
  port?: number | undefined
  /** The path of anvil's binary; else VOUCHSAFE_ANVIL, else the npm package's. */
  binary?: string | undefined
}

export interface Anvil {
  url: string
  port: number
  pid: number
  stop(): Promise<void>
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>

/** The phrase of anvil's own accounts; the first of them is the sandbox's bank. */
export const mnemonic = 'test test test test test test test test test test test junk'

// A shell that becomes anvil, having left a guard that reads our end of a pipe. The pipe closes when this process
// dies, however it dies, and the guard then kills anvil; a line in the pipe lets the guard go.
const guarded = 'exec 3<&0; (read -r _ <&3 || kill -9 $$) & exec "$0" "$@" </dev/null 3<&-'

/**
 * Starts a chain of its own. Every transaction is mined at once into a block of its own; `safe` is two blocks behind
 * the head and `finalized` four. Gas is free, so that native balances change only by what is sent, and a
 * transaction may come from any address without its key. Throws what anvil said when it does not come up.
 */
export async function startAnvil(options: AnvilOptions): Promise<Anvil> {
  const child = spawn('sh', ['-c', guarded, binaryOf(options), ...flagsOf(options)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  child.once('exit', () => child.stdin.end('gone\n'))
  // The guard may itself be gone by then.
  child.stdin.on('error', () => undefined)

  const port = await portOf(child)
  child.stdout.resume()
  child.stderr.resume()
  return { url: `http://127.0.0.1:${port}`, port, pid: child.pid ?? 0, stop: () => stop(child) }
}

function binaryOf({ binary }: AnvilOptions): string {
  const named = binary ?? process.env['VOUCHSAFE_ANVIL']
  if (named !== undefined && named !== '') return named

  // The package's own command is a Node wrapper around the platform's binary: twice the start for nothing.
  const { resolve } = createRequire(import.meta.url)
  const platform = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`
  return resolve(`@foundry-rs/anvil-${platform}/bin/anvil`)
}

function flagsOf({ chainId, port = 0 }: AnvilOptions): string[] {
  const flags = {
    'chain-id': chainId,
    port,
    host: '127.0.0.1',
    // Mining slows down with the length of the chain, so a realistic height is where it begins.
    number: 20_000_000,
    'slots-in-an-epoch': 2,
    'gas-limit': 60_000_000,
    'gas-price': 0,
    'base-fee': 0,
    accounts: 1,
    mnemonic,
  }
  const named = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)])
  return [...named, '--auto-impersonate', '--disable-min-priority-fee']
}

async function portOf(child: Child): Promise<number> {
  const said: string[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()))
  child.on('error', (error) => said.push(error.message))

  for await (const line of createInterface({ input: child.stdout })) {
    const port = /^Listening on .*:(\d+)$/.exec(line)?.[1]
    if (port !== undefined) return Number(port)
  }
  throw new Error(`anvil did not start: ${said.join('').trim()}`)
}

async function stop(child: Child): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}
