import { connect } from 'node:net'
import type { Socket } from 'node:net'

/** What a load came to. */
export interface Load {
  /** Answers a second with status 200. */
  perSecond: number
  p50Ms: number
  p99Ms: number
  /** Answers with another status; those of 429 were sent again. */
  refused: number
}

export interface LoadOptions {
  url: string
  token: string
  /** The next body; the same connections go on until the time is over. */
  body: () => string
  connections: number
  warmMs: number
  windowMs: number
}

/**
 * Posts over keep-alive connections, each with one request under way. Bare sockets, because whoever sends shares the
 * machine with what answers: a full client would be half of what is measured.
 */
export async function load(options: LoadOptions): Promise<Load> {
  const began = performance.now()
  const from = began + options.warmMs
  const end = from + options.windowMs
  const times: number[] = []
  let refused = 0
  await Promise.all(Array.from({ length: options.connections }, walk))
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(share * times.length)] ?? Number.NaN
  const perSecond = (times.length / options.windowMs) * 1000
  return { perSecond, p50Ms: at(0.5), p99Ms: at(0.99), refused }

  async function walk(): Promise<void> {
    const post = await openPost(options.url, options.token)
    while (performance.now() < end) {
      const sent = performance.now()
      const { status } = await post.send(options.body())
      const now = performance.now()
      if (status !== 200) refused++
      else if (now >= from && now < end) times.push(now - sent)
    }
    post.close()
  }
}

/** One connection; a request at a time. */
export async function openPost(url: string, token: string) {
  const { hostname, port, pathname, host } = new URL(url)
  const head = `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: `
  const socket = await open(Number(port), hostname)
  let waiting: PromiseWithResolvers<{ status: number; body: string }> | undefined
  let text = ''
  socket.setEncoding('latin1')
  socket.on('data', (part: string) => {
    text += part
    const answer = answerIn(text)
    if (!answer) return
    text = ''
    waiting?.resolve(answer)
  })
  for (const event of ['error', 'close'] as const) {
    socket.on(event, () => waiting?.reject(new Error('the connection was lost')))
  }
  return {
    send(body: string) {
      waiting = Promise.withResolvers()
      socket.write(`${head}${Buffer.byteLength(body)}\r\n\r\n${body}`)
      return waiting.promise
    },
    close: () => void socket.destroy(),
  }
}

function open(port: number, host: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host, noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}

/** The whole answer, once it is there; all of ours say how long they are. */
function answerIn(text: string): { status: number; body: string } | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const length = /\r\ncontent-length: (?<length>\d+)/i.exec(text.slice(0, end))?.groups?.length
  if (text.length < end + 4 + Number(length ?? 0)) return undefined
  return { status: Number(text.slice(9, 12)), body: text.slice(end + 4) }
}
