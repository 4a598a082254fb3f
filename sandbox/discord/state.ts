import type { ConnectionService } from 'discord-api-types/v10'

export interface User {
  id: string
  username: string
  isBot: boolean
  email: string
  isVerified: boolean
  connections: Connection[]
}

/** An account elsewhere that the user has linked. */
export interface Connection {
  type: ConnectionService
  id: string
  name: string
  verified: boolean
  revoked: boolean
}

export interface Member {
  userId: string
  roleIds: string[]
  /** Has not yet passed the guild's screening. */
  isPending: boolean
  joinedAt: number
}

export interface Role {
  id: string
  name: string
  /** Belongs to an integration and cannot be given by hand. */
  isManaged: boolean
}

export interface Channel {
  id: string
  guildId: string
  name: string
  isNsfw: boolean
}

export type Permission = 'VIEW_CHANNEL' | 'READ_MESSAGE_HISTORY' | 'MANAGE_ROLES'

export interface Guild {
  id: string
  name: string
  ownerId: string
  channels: Channel[]
  /** Lowest first: everyone's is the first. A member may only give roles below its own highest. */
  roles: Role[]
  members: Map<string, Member>
  banned: Set<string>
  botPermissions: Set<Permission>
  /** Search answers 202 before this time; undefined until somebody searches or builds the index. */
  indexedAt?: number
}

export interface Reaction {
  userId: string
  /** A unicode emoji, or `name:id` of a custom one. */
  emoji: string
  isBurst: boolean
}

export interface Message {
  id: string
  channelId: string
  /** Absent for a webhook's. */
  userId?: string
  webhook?: { id: string; name: string }
  content: string
  createdAt: number
  editedAt?: number
  deletedAt?: number
  reactions: Reaction[]
}

export interface World {
  users: Map<string, User>
  guilds: Map<string, Guild>
  /** Deleted ones too: search goes on counting them for a while. */
  messages: Message[]
  /** What the application was granted in the developer portal. */
  privileged: { messageContent: boolean; members: boolean }
}

export function createWorld(): World {
  return {
    users: new Map(),
    guilds: new Map(),
    messages: [],
    privileged: { messageContent: true, members: true },
  }
}

export function channelOf(
  world: World,
  id: string,
): { guild: Guild; channel: Channel } | undefined {
  for (const guild of world.guilds.values()) {
    const channel = guild.channels.find((each) => each.id === id)
    if (channel) return { guild, channel }
  }
  return undefined
}

/** The living messages of a channel, oldest first. */
export function messagesIn(world: World, channelId: string): Message[] {
  return world.messages.filter((each) => each.channelId === channelId && !each.deletedAt)
}

/** The place of a member's highest role; 0 is everyone's. */
export function rankOf(guild: Guild, member: Member | undefined): number {
  if (member?.userId === guild.ownerId) return Infinity
  const places = guild.roles.flatMap(({ id }, place) =>
    member?.roleIds.includes(id) ? [place] : [],
  )
  return Math.max(0, ...places)
}

/** Ids of 64 bits in the order of their times; shorter is older. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : Number(a > b))
}

export function must<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`no such thing in the sandbox's Discord: ${what}`)
  return value
}
