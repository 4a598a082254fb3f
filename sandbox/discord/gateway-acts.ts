import type { Acts } from './acts.ts'
import type { Discord } from './discord.ts'
import { numberIn } from './order.ts'
import type { Order } from './order.ts'

export function gatewayActs(discord: Discord): Acts {
  return {
    redeliver: (order) => discord.gateway.repeat(numberIn(order, 'count') ?? 1),
    cut_gateway: (order) => {
      discord.gateway.cut(numberIn(order, 'code') ?? 4000, order.resumable !== false)
    },
    grant_intents: (order) => grant(discord, order),
    set_limits: (order) => setLimits(discord, order),
  }
}

/** What the application may read: `message_content`, `members`. */
function grant({ world }: Discord, order: Order) {
  const { message_content, members } = order
  if (typeof message_content === 'boolean') world.privileged.messageContent = message_content
  if (typeof members === 'boolean') world.privileged.members = members
  return world.privileged
}

/** `calls` per bucket and `seconds`, and `invalid_calls` before the edge shuts an address out. */
function setLimits({ buckets: { size } }: Discord, order: Order) {
  size.calls = numberIn(order, 'calls') ?? size.calls
  size.windowMs = (numberIn(order, 'seconds') ?? size.windowMs / 1000) * 1000
  size.invalidCalls = numberIn(order, 'invalid_calls') ?? size.invalidCalls
  return size
}
