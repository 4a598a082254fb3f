import type { VendorSpec } from '../kit/vendor.ts'
import { accountActs } from './account-acts.ts'
import type { Discord } from './discord.ts'
import { gatewayActs } from './gateway-acts.ts'
import { guildActs } from './guild-acts.ts'
import { memberActs } from './member-acts.ts'
import { messageActs } from './message-acts.ts'
import { reactionActs } from './reaction-acts.ts'

export type Acts = VendorSpec['acts']

/** All that can happen in this Discord. */
export function discordActs(discord: Discord): Acts {
  return {
    ...accountActs(discord),
    ...guildActs(discord),
    ...memberActs(discord),
    ...messageActs(discord),
    ...reactionActs(discord),
    ...gatewayActs(discord),
  }
}
