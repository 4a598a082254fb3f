import { MessageType } from 'discord-api-types/v10'
import type { APIMessage, APIPartialEmoji, APIReaction, APIUser } from 'discord-api-types/v10'
import { must } from './state.ts'
import type { Message, Reaction, World } from './state.ts'
import { userJson, webhookJson } from './user-json.ts'

/** A message as `viewerId` sees it; without the privileged intent others' content is withheld. */
export function messageJson(world: World, message: Message, viewerId: string): APIMessage {
  return {
    ...bareMessageJson(world, message, viewerId),
    ...(message.reactions.length > 0 && { reactions: reactionsJson(message, viewerId) }),
  }
}

/** The same as search gives it: reactions are not in the results. */
export function bareMessageJson(world: World, message: Message, viewerId: string) {
  const { webhook, editedAt } = message
  const isReadable = world.privileged.messageContent || message.userId === viewerId
  const bare: Omit<APIMessage, 'reactions'> = {
    id: message.id,
    channel_id: message.channelId,
    type: MessageType.Default,
    author: authorJson(world, message),
    content: isReadable ? message.content : '',
    timestamp: new Date(message.createdAt).toISOString(),
    edited_timestamp: editedAt === undefined ? null : new Date(editedAt).toISOString(),
    ...EMPTY,
    ...(webhook && { webhook_id: webhook.id }),
  }
  return bare
}

/** `🔥`, or `name:id` for a custom emoji. */
export function emojiJson(emoji: string): APIPartialEmoji {
  const [name = emoji, id] = emoji.split(':')
  return { id: id ?? null, name }
}

function authorJson(world: World, { userId, webhook }: Message): APIUser {
  if (webhook) return webhookJson(webhook)
  return userJson(must(world.users.get(userId ?? ''), `user ${userId}`))
}

function reactionsJson({ reactions }: Message, viewerId: string): APIReaction[] {
  const emojis = [...new Set(reactions.map(({ emoji }) => emoji))]
  return emojis.map((emoji) => {
    const of = (isBurst: boolean) =>
      reactions.filter((one) => one.emoji === emoji && one.isBurst === isBurst)
    return reactionJson(emoji, of(false), of(true), viewerId)
  })
}

function reactionJson(emoji: string, normal: Reaction[], burst: Reaction[], viewerId: string) {
  const isMine = ({ userId }: Reaction) => userId === viewerId
  return {
    emoji: emojiJson(emoji),
    count: normal.length + burst.length,
    count_details: { normal: normal.length, burst: burst.length },
    me: normal.some(isMine),
    me_burst: burst.some(isMine),
    burst_colors: [],
  }
}

const EMPTY = {
  mentions: [],
  mention_roles: [],
  mention_everyone: false,
  attachments: [],
  embeds: [],
  components: [],
  flags: 0,
  pinned: false,
  tts: false,
}
