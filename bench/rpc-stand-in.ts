import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Call {
  id: number
  method: string
  params: readonly [{ data?: string }?, ...unknown[]]
}

/**
 * A node of which everybody holds exactly one NFT, and that answers at once, so that a benchmark measures us and not a
 * chain. `calls` counts JSON-RPC calls, each of a batch for itself.
 */
export async function startRpc() {
  const counted = { calls: 0 }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(parts).toString()) as Call | Call[]
      counted.calls += Array.isArray(body) ? body.length : 1
      const answer = Array.isArray(body) ? body.map(answerTo) : answerTo(body)
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, counted, stop: () => server.close() }
}

function answerTo({ id, method, params }: Call) {
  return { jsonrpc: '2.0', id, result: resultOf(method, params[0]?.data ?? '') }
}

function resultOf(method: string, data: string): unknown {
  if (method === 'eth_chainId') return '0x1'
  if (method === 'net_version') return '1'
  if (method === 'eth_blockNumber') return '0x1312d00'
  if (method === 'eth_getCode') return '0x60'
  if (method === 'eth_getBlockByNumber' || method === 'eth_getBlockByHash') return block()
  if (method === 'eth_call') return called(data)
  throw new Error(`the stand-in does not know ${method}`)
}

const aggregate3 = '82ad56cb'
const supportsInterface = '01ffc9a7'
const erc721 = '80ac58cd'
const currentTimestamp = '0f28c97d'
const hex = (value: bigint) => value.toString(16).padStart(64, '0')
const word = (value: bigint) => `0x${hex(value)}`

function called(data: string): string {
  const call = data.slice(2)
  return call.startsWith(aggregate3) ? aggregated(callsOf(call).map(one)) : word(one(call))
}

/** An ERC-721 collection of which everybody holds one. */
function one(call: string): bigint {
  if (call.startsWith(supportsInterface)) return call.startsWith(erc721, 8) ? 1n : 0n
  if (call.startsWith(currentTimestamp)) return BigInt(Math.floor(Date.now() / 1000))
  return 1n
}

/** The calls in an `aggregate3((address,bool,bytes)[])` request, as hexadecimal without a prefix. */
function callsOf(data: string): string[] {
  const array = 8 + 64 // the selector, and the offset of the only argument
  const wordAt = (position: number) => Number.parseInt(data.slice(position, position + 64), 16)
  return Array.from({ length: wordAt(array) }, (_, index) => {
    const item = array + 64 + 2 * wordAt(array + 64 * (index + 1))
    const bytes = item + 2 * wordAt(item + 2 * 64)
    return data.slice(bytes + 64, bytes + 64 + 2 * wordAt(bytes))
  })
}

/** `(bool success, bytes data)[]`, every one a success with a word. */
function aggregated(words: readonly bigint[]): string {
  const items = words.map((value) => hex(1n) + hex(64n) + hex(32n) + hex(value)).join('')
  const offsets = words.map((_, index) => hex(BigInt(32 * words.length + 128 * index))).join('')
  return `0x${hex(32n)}${hex(BigInt(words.length))}${offsets}${items}`
}

function block() {
  const zero = `0x${'0'.repeat(64)}`
  return {
    number: '0x1312d00',
    hash: `0x${'ab'.repeat(32)}`,
    parentHash: zero,
    timestamp: `0x${Math.floor(Date.now() / 1000 - 60).toString(16)}`,
    nonce: '0x0000000000000000',
    difficulty: '0x0',
    gasLimit: '0x1c9c380',
    gasUsed: '0x0',
    miner: `0x${'0'.repeat(40)}`,
    extraData: '0x',
    baseFeePerGas: '0x0',
    transactions: [],
    stateRoot: zero,
    receiptsRoot: zero,
  }
}
