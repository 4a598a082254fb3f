import { randomBytes } from 'node:crypto'
import { GatewayIntentBits, GatewayOpcodes } from 'discord-api-types/v10'
import type { WebSocket } from 'ws'
import type { Guild } from './state.ts'
import type { EventName, Events } from './events.ts'

interface Dispatch {
  op: GatewayOpcodes.Dispatch
  s: number
  t: string
  d: unknown
}

export interface Session {
  id: string
  botId: string
  intents: number
  /** All it was sent, for a RESUME: `s` is the place, from 1. */
  log: Dispatch[]
  /** Absent while the connection is cut; events gather in the log meanwhile. */
  socket?: WebSocket | undefined
}

/** Gateway sessions: they outlive their connection, so that a RESUME can replay what was missed. */
export function createSessions() {
  const sessions = new Map<string, Session>()

  /** Tells every session that listens for it and whose bot is in the guild. */
  function tell<E extends EventName>(
    guild: Guild | undefined,
    intent: GatewayIntentBits,
    event: E,
    data: Events[E],
  ): void {
    for (const session of sessions.values()) {
      const isIn = !guild || guild.members.has(session.botId)
      if (isIn && (session.intents & intent) !== 0) dispatch(session, event, data)
    }
  }

  /** Sends the last so many dispatches once more, under their old numbers. */
  function repeat(count: number): void {
    for (const { log, socket } of sessions.values()) {
      for (const sent of log.slice(-count)) socket?.send(JSON.stringify(sent))
    }
  }

  return {
    open(botId: string, intents: number, socket: WebSocket): Session {
      const id = randomBytes(16).toString('hex')
      const session: Session = { id, botId, intents, log: [], socket }
      sessions.set(id, session)
      return session
    },
    find: (id: string): Session | undefined => sessions.get(id),
    close: (session: Session): boolean => sessions.delete(session.id),
    all: (): Session[] => [...sessions.values()],
    tell,
    repeat,
  }
}

export type Sessions = ReturnType<typeof createSessions>

export function dispatch<E extends EventName>(session: Session, event: E, data: Events[E]): void {
  const d = withoutContent(session, data)
  const sent: Dispatch = { op: GatewayOpcodes.Dispatch, s: session.log.length + 1, t: event, d }
  session.log.push(sent)
  session.socket?.send(JSON.stringify(sent))
}

/** Everything after `seq` again, then RESUMED. */
export function replay(session: Session, seq: number): void {
  for (const missed of session.log.slice(seq)) session.socket?.send(JSON.stringify(missed))
  dispatch(session, 'RESUMED', {})
}

// Content is for those who asked for it; a bot always sees its own.
function withoutContent({ intents, botId }: Session, data: object): unknown {
  const mayRead = (intents & GatewayIntentBits.MessageContent) !== 0
  if (mayRead || !('content' in data) || !('author' in data)) return data
  const { author } = data as { author: { id: string } }
  return author.id === botId ? data : { ...data, content: '' }
}
