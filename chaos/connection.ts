import { connect } from 'node:net'
import type { Socket } from 'node:net'
import type { Answer } from './answer.ts'
import type { Call } from './calls.ts'
import { decode, encode, onLine } from './wire.ts'

export interface Request {
  id: number
  call?: Call | undefined
  /** From now on the writer's clock is wrong by this much. */
  clockOffsetMs?: number | undefined
}

export interface Connection {
  /** Answers `unknown` when the writer goes away before it has answered. */
  ask: (request: Omit<Request, 'id'>) => Promise<Answer>
  close: () => void
}

/** A client's end of the writer's lines; it connects when there is something to ask, and again after it was cut. */
export function createConnection(port: number): Connection {
  const waiting = new Map<number, (answer: Answer) => void>()
  let socket: Socket | undefined
  let requests = 0

  function open(): Socket {
    const opened = connect({ port, host: '127.0.0.1' })
    onLine(opened, (line) => {
      const { id, answer } = decode<{ id: number; answer: Answer }>(line)
      settle(id, answer)
    })
    opened.on('error', () => opened.destroy())
    opened.on('close', () => {
      if (socket === opened) socket = undefined
      for (const id of [...waiting.keys()]) settle(id, { is: 'unknown', why: 'disconnected' })
    })
    return opened
  }

  function settle(id: number, answer: Answer): void {
    waiting.get(id)?.(answer)
    waiting.delete(id)
  }

  return {
    ask(request) {
      socket ??= open()
      const id = (requests += 1)
      const answer = new Promise<Answer>((resolve) => waiting.set(id, resolve))
      socket.write(`${encode({ id, ...request })}\n`)
      return answer
    },
    close: () => socket?.destroy(),
  }
}
