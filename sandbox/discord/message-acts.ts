import { textOf } from '../kit/people.ts'
import type { Acts } from './acts.ts'
import { BOT } from './discord.ts'
import type { Discord } from './discord.ts'
import { tellDelete, tellMessage } from './events.ts'
import { messageIn, messageOf, numberIn, optionalText, placeIn, textsIn, userIn } from './order.ts'
import type { Order } from './order.ts'
import type { Message } from './state.ts'

export function messageActs(discord: Discord): Acts {
  return {
    message: (order, now) => write(discord, order, now, byMember(discord, order, now)),
    bot_message: (order, now) =>
      write(discord, order, now, { userId: discord.people.of(BOT, now).id }),
    webhook_message: (order, now) => write(discord, order, now, byWebhook(discord, order, now)),
    edit: (order, now) => edit(discord, order, now),
    delete: (order, now) => remove(discord, order, now),
  }
}

type Author = Pick<Message, 'userId' | 'webhook'>

function byMember(discord: Discord, order: Order, now: number): Author {
  const { guild } = placeIn(discord, order)
  const { id } = userIn(discord, order, now)
  const member = guild.members.get(id)
  if (!member || member.isPending)
    throw new Error('only members who passed the screening may write')
  return { userId: id }
}

function byWebhook(discord: Discord, order: Order, now: number): Author {
  return { webhook: { id: discord.nextId(now), name: optionalText(order, 'name') ?? 'Hook' } }
}

/** Writes `content` to `channel`, `count` times. */
function write(discord: Discord, order: Order, now: number, author: Author) {
  const { channel } = placeIn(discord, order)
  const content = optionalText(order, 'content') ?? 'hello'
  const count = numberIn(order, 'count') ?? 1
  const ids = Array.from({ length: count }, () => {
    const id = discord.nextId(now)
    const message = { id, channelId: channel.id, ...author, content, createdAt: now, reactions: [] }
    discord.world.messages.push(message)
    tellMessage(discord, message, 'MESSAGE_CREATE')
    return id
  })
  return { id: ids[0], ids }
}

/** The same message with another text: its id stays. */
function edit(discord: Discord, order: Order, now: number): void {
  const message = messageIn(discord, order)
  message.content = textOf(order, 'content')
  message.editedAt = now
  tellMessage(discord, message, 'MESSAGE_UPDATE')
}

/** One `message`, or several `messages` of one channel at once. */
function remove(discord: Discord, order: Order, now: number): void {
  const ids = textsIn(order, 'messages') ?? [textOf(order, 'message')]
  const messages = ids.map((id) => messageOf(discord.world.messages, id))
  for (const message of messages) message.deletedAt = now
  tellDelete(discord, messages)
}
