import type { RESTGetAPIGatewayBotResult } from 'discord-api-types/v10'
import type { VendorAnswer, VendorRequest } from '../kit/vendor.ts'
import { viewerOf } from './access.ts'
import { unauthorized } from './answers.ts'
import type { Discord } from './discord.ts'
import type { Routes } from './routes.ts'

/** Where the gateway is: on this very port. */
export const gatewayRoutes: Routes = {
  'GET /gateway': (_, request) => ({ status: 200, body: { url: urlOf(request) } }),
  'GET /gateway/bot': forBot,
}

const STARTS = { total: 1000, remaining: 1000, reset_after: 14_400_000, max_concurrency: 1 }

function forBot(discord: Discord, request: VendorRequest): VendorAnswer {
  if (!viewerOf(discord, request)?.isBot) return unauthorized()
  const body: RESTGetAPIGatewayBotResult = {
    url: urlOf(request),
    shards: 1,
    session_start_limit: STARTS,
  }
  return { status: 200, body }
}

function urlOf(request: VendorRequest): string {
  return `ws://${request.headers.host ?? 'gateway.discord.gg'}/gateway`
}
