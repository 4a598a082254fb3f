import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import { Failure } from '../src/domain/failure.ts'
import { createLedger } from '../src/ledger/ledger.ts'
import { connectMongo } from '../src/store/connect.ts'
import { answerOfCode } from './answer.ts'
import type { Answer } from './answer.ts'
import { carryOut } from './calls.ts'
import type { Request } from './connection.ts'
import { decode, encode, onLine } from './wire.ts'

// A process that writes to the ledger for whoever connects: `node chaos/writer.ts MONGO_URL DATABASE PORT`. A line is a
// request or an answer, in JSON; answers come in the order in which they are known. SIGTERM lets it finish what it has.
const [url = '', database = '', port = ''] = process.argv.slice(2)
const patienceMs = 3_000
let clockOffsetMs = 0
let unanswered = 0
let isEnding = false

const connection = await connectMongo(url, database)
const client = connection.getClient()
const ledger = createLedger({
  db: client.db(database),
  client,
  now: () => new Date(Date.now() + clockOffsetMs),
  patienceMs,
})

const sockets = new Set<Socket>()
const server = createServer((socket) => {
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket))
  // The other end went away; it asks again.
  socket.on('error', () => socket.destroy())
  onLine(socket, (line) => void answer(socket, decode(line)))
})
server.listen(Number(port), '127.0.0.1')

await once(process, 'SIGTERM')
isEnding = true
server.close()
await ledger.drain()
if (unanswered > 0) await once(server, 'idle')
for (const socket of sockets) socket.end()
await connection.close()
process.exit()

async function answer(socket: Socket, { id, ...request }: Request): Promise<void> {
  unanswered += 1
  const answer = await answerTo(request)
  socket.write(`${encode({ id, answer })}\n`)
  unanswered -= 1
  if (isEnding && unanswered === 0) server.emit('idle')
}

async function answerTo(request: Omit<Request, 'id'>): Promise<Answer> {
  if (request.clockOffsetMs !== undefined) clockOffsetMs = request.clockOffsetMs
  if (!request.call) return { is: 'unknown', why: 'nothing was asked' }
  try {
    const { posting, entries } = await carryOut(ledger, request.call)
    return { is: 'posted', posting, entries }
  } catch (error) {
    return answerOfCode(error instanceof Failure ? error.code : undefined, String(error))
  }
}
