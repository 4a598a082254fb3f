import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { GatewayCloseCodes, GatewayIntentBits, GatewayOpcodes } from 'discord-api-types/v10'
import type { GatewayReadyDispatchData } from 'discord-api-types/v10'
import { WebSocketServer } from 'ws'
import type { RawData, WebSocket } from 'ws'
import type { Tokens } from '../kit/tokens.ts'
import { guildCreateJson } from './guild-json.ts'
import { createSessions, dispatch, replay } from './sessions.ts'
import type { Session } from './sessions.ts'
import { must } from './state.ts'
import type { World } from './state.ts'
import { userJson } from './user-json.ts'

const HEARTBEAT_MS = 41250

const FLAGLESS = { flags: 0, flags_new: '0' }

interface Incoming {
  op: number
  d: Record<string, unknown>
}

/** The gateway, in plain JSON. https://docs.discord.com/developers/events/gateway */
export function createGateway(world: World, tokens: Tokens) {
  const server = new WebSocketServer({ noServer: true })
  const sessions = createSessions()

  function connect(socket: WebSocket, host: string): void {
    let session: Session | undefined
    send(socket, GatewayOpcodes.Hello, { heartbeat_interval: HEARTBEAT_MS })
    socket.on('close', () => {
      if (session?.socket === socket) session.socket = undefined
    })
    socket.on('message', (data) => {
      const said = parsed(data)
      if (said?.op === Number(GatewayOpcodes.Heartbeat))
        send(socket, GatewayOpcodes.HeartbeatAck, null)
      else if (said?.op === Number(GatewayOpcodes.Identify))
        session = identify(socket, said.d, host)
      else if (said?.op === Number(GatewayOpcodes.Resume)) session = resume(socket, said.d)
      else if (!said) socket.close(GatewayCloseCodes.DecodeError)
      else if (!session) socket.close(GatewayCloseCodes.NotAuthenticated)
    })
  }

  function identify(socket: WebSocket, said: Incoming['d'], host: string): Session | undefined {
    const botId = botOf(said.token)
    const intents = Number(said.intents)
    if (botId === undefined) return refuse(socket, GatewayCloseCodes.AuthenticationFailed)
    if (!isGranted(world, intents)) return refuse(socket, GatewayCloseCodes.DisallowedIntents)
    const session = sessions.open(botId, intents, socket)
    dispatch(session, 'READY', readyJson(world, session, host))
    const guilds = [...world.guilds.values()].filter(({ members }) => members.has(botId))
    for (const guild of guilds) dispatch(session, 'GUILD_CREATE', guildCreateJson(world, guild))
    return session
  }

  function resume(socket: WebSocket, said: Incoming['d']): Session | undefined {
    const session = sessions.find(String(said.session_id))
    if (!session || botOf(said.token) !== session.botId) {
      send(socket, GatewayOpcodes.InvalidSession, false)
      return undefined
    }
    session.socket = socket
    replay(session, Number(said.seq))
    return session
  }

  function botOf(token: unknown): string | undefined {
    const secret = typeof token === 'string' ? token.replace(/^Bot /, '') : ''
    return tokens.find(secret, Date.now())?.accountId
  }

  return {
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      const { host = '' } = request.headers
      server.handleUpgrade(request, socket, head, (open) => connect(open, host))
    },
    tell: sessions.tell,
    repeat: sessions.repeat,
    /** Cuts every connection; without `isResumable` the sessions are forgotten, too. */
    cut(code: number, isResumable: boolean): void {
      for (const session of sessions.all()) {
        if (!isResumable) sessions.close(session)
        session.socket?.close(code)
      }
    },
    describe: () =>
      sessions.all().map(({ id, intents, log, socket }) => {
        return { id, intents, sent: log.length, isConnected: socket !== undefined }
      }),
  }
}

export type Gateway = ReturnType<typeof createGateway>

function send(socket: WebSocket, op: GatewayOpcodes, d: unknown): void {
  socket.send(JSON.stringify({ op, d, s: null, t: null }))
}

function refuse(socket: WebSocket, code: GatewayCloseCodes): undefined {
  socket.close(code)
}

/** Members and message content are read only by applications that were granted it. */
function isGranted({ privileged }: World, intents: number): boolean {
  const asks = (intent: GatewayIntentBits) => (intents & intent) !== 0
  return (
    (privileged.members || !asks(GatewayIntentBits.GuildMembers)) &&
    (privileged.messageContent || !asks(GatewayIntentBits.MessageContent))
  )
}

function readyJson(world: World, { id, botId }: Session, host: string): GatewayReadyDispatchData {
  const guilds = [...world.guilds.values()].filter(({ members }) => members.has(botId))
  return {
    v: 10,
    user: userJson(must(world.users.get(botId), 'the bot')),
    guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
    session_id: id,
    resume_gateway_url: `ws://${host}/gateway`,
    application: { id: botId, ...FLAGLESS },
  }
}

function parsed(data: RawData): Incoming | undefined {
  try {
    const said = JSON.parse((data as Buffer).toString()) as Partial<Incoming> | null
    if (typeof said?.op !== 'number') return undefined
    return { op: said.op, d: typeof said.d === 'object' ? (said.d ?? {}) : {} }
  } catch {
    return undefined
  }
}
