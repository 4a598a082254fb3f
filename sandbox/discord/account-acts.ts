import { ConnectionService } from 'discord-api-types/v10'
import { textOf } from '../kit/people.ts'
import type { Acts } from './acts.ts'
import type { Discord } from './discord.ts'
import { numberIn, optionalText, textsIn, userIn } from './order.ts'
import type { Order } from './order.ts'
import { must } from './state.ts'
import type { User } from './state.ts'

const ALL_SCOPES = ['identify', 'email', 'guilds', 'guilds.members.read', 'connections']

const SERVICES = new Map<string, ConnectionService>(
  Object.values(ConnectionService).map((service) => [service, service]),
)

export function accountActs(discord: Discord): Acts {
  return {
    create_user: (order, now) => create(userIn(discord, order, now), order),
    link: (order, now) => link(userIn(discord, order, now), order),
    unlink: (order, now) => unlink(userIn(discord, order, now), textOf(order, 'type')),
    issue_token: (order, now) => issue(discord, order, now),
    revoke_token: (order, now) => revoke(discord, order, now),
    narrow_scopes: (order, now) => {
      discord.tokens.narrow(userIn(discord, order, now).id, textsIn(order, 'scopes') ?? [])
    },
    register_app: (order) => discord.oauth.register(textsIn(order, 'redirect_uris') ?? []),
    sign_in: (order, now) => {
      discord.oauth.signedIn = userIn(discord, order, now).id
    },
    sign_out: () => void (discord.oauth.signedIn = undefined),
  }
}

/** Opens an account, or changes what is said of it: `username`, `email`, `verified`, `bot`. */
function create(user: User, order: Order) {
  user.username = optionalText(order, 'username') ?? user.username
  user.email = optionalText(order, 'email') ?? user.email
  user.isVerified = order.verified !== false
  user.isBot = order.bot === undefined ? user.isBot : order.bot === true
  return { id: user.id, username: user.username }
}

/** Links an account elsewhere: `type` (twitter, github, ...), its `id` and `name`. */
function link(user: User, order: Order) {
  const named = textOf(order, 'type')
  const type = must(SERVICES.get(named), `connection type ${named}`)
  const connection = { type, id: textOf(order, 'id'), name: textOf(order, 'name') }
  const standing = { verified: order.verified !== false, revoked: order.revoked === true }
  user.connections.push({ ...connection, ...standing })
  return connection
}

function unlink(user: User, type: string): void {
  user.connections = user.connections.filter((each) => String(each.type) !== type)
}

/** A user's by `scopes`, all of them if left out; that of the person `bot` is the application's. */
function issue(discord: Discord, order: Order, now: number) {
  const { id, isBot } = userIn(discord, order, now)
  const scopes = textsIn(order, 'scopes') ?? ALL_SCOPES
  const lifetimeSeconds = numberIn(order, 'lifetime_seconds') ?? Infinity
  const tokens = isBot ? discord.botTokens : discord.tokens
  const token = tokens.issue({ accountId: id, scopes: isBot ? [] : scopes, now, lifetimeSeconds })
  return { id, token: token.access }
}

function revoke(discord: Discord, order: Order, now: number): void {
  const { id } = userIn(discord, order, now)
  discord.tokens.revokeAll(id)
  discord.botTokens.revokeAll(id)
}
