import { textOf } from '../kit/people.ts'
import type { Acts } from './acts.ts'
import type { Discord } from './discord.ts'
import { tellReaction, tellReactionsGone } from './events.ts'
import { messageIn, userIn } from './order.ts'
import type { Order } from './order.ts'
import type { Message, Reaction } from './state.ts'

export function reactionActs(discord: Discord): Acts {
  return {
    react: (order, now) => react(discord, order, now),
    unreact: (order, now) => unreact(discord, order, now),
    clear_reactions: (order) => {
      const message = messageIn(discord, order)
      message.reactions = []
      tellReactionsGone(discord, message)
    },
  }
}

/** `emoji` is a unicode one or `name:id`; with `burst` it is a super reaction, which counts apart. */
function react(discord: Discord, order: Order, now: number): void {
  const message = messageIn(discord, order)
  const reaction = reactionIn(discord, order, now)
  if (find(message, reaction)) return
  message.reactions.push(reaction)
  tellReaction(discord, message, reaction, 'MESSAGE_REACTION_ADD')
}

function unreact(discord: Discord, order: Order, now: number): void {
  const message = messageIn(discord, order)
  const found = find(message, reactionIn(discord, order, now))
  if (!found) return
  message.reactions = message.reactions.filter((each) => each !== found)
  tellReaction(discord, message, found, 'MESSAGE_REACTION_REMOVE')
}

function reactionIn(discord: Discord, order: Order, now: number): Reaction {
  const { id: userId } = userIn(discord, order, now)
  return { userId, emoji: textOf(order, 'emoji'), isBurst: order.burst === true }
}

function find(message: Message, { userId, emoji, isBurst }: Reaction): Reaction | undefined {
  return message.reactions.find(
    (each) => each.userId === userId && each.emoji === emoji && each.isBurst === isBurst,
  )
}
