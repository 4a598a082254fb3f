import type { VendorRequest, VendorRoute, VendorSpec } from '../kit/vendor.ts'
import { viewerOf } from './access.ts'
import { discordActs } from './acts.ts'
import { noRoute } from './answers.ts'
import { bucketHeaders, bucketOf, edgePage, faultedLimit, limitAnswer } from './buckets.ts'
import { channelRoutes } from './channel-routes.ts'
import { describe } from './describe.ts'
import { createParts } from './discord.ts'
import type { Discord } from './discord.ts'
import { gatewayRoutes } from './gateway-routes.ts'
import { guildRoutes } from './guild-routes.ts'
import { meRoutes } from './me-routes.ts'
import { oauthRoutes } from './oauth-routes.ts'
import { routesOf } from './routes.ts'
import { searchRoutes } from './search-routes.ts'

/** Discord's REST API, OAuth and gateway, of a world that begins empty. */
export function createDiscord(): VendorSpec {
  const discord = createParts()
  return {
    name: 'discord',
    routes: [...oauthRoutes(discord), ...apiRoutes(discord)],
    acts: discordActs(discord),
    state: () => describe(discord),
    reset() {
      discord.gateway.cut(1012, false)
      Object.assign(discord, createParts())
    },
    before: (request) => refusalOf(discord, request),
    headers: (request) => headersOf(discord, request),
    missing: () => noRoute(),
    who: (request) => ownerOf(discord, request),
    limited(request, fault) {
      const key = keyOf(discord, request)
      return faultedLimit(key, discord.buckets.leftOf(key, request.now), fault)
    },
    upgrade: (request, socket, head) => discord.gateway.upgrade(request, socket, head),
  }
}

/** Every answer counts towards what the edge puts up with. */
function apiRoutes(discord: Discord): VendorRoute[] {
  const tables = [meRoutes, searchRoutes, guildRoutes, channelRoutes, gatewayRoutes]
  return routesOf(discord, ...tables).map((route) => ({
    ...route,
    async answer(request) {
      const answer = await route.answer(request)
      discord.buckets.noteStatus(answer.status, request.now)
      return answer
    },
  }))
}

function refusalOf(discord: Discord, request: VendorRequest) {
  const { buckets } = discord
  if (buckets.isShutOut(request.now)) return edgePage(600)
  if (isOauth(request)) return undefined
  const key = keyOf(discord, request)
  if (buckets.spend(key, request.now)) return undefined
  buckets.noteStatus(429, request.now)
  const left = buckets.leftOf(key, request.now)
  return limitAnswer(key, left, left.resetAfter, 'user')
}

function headersOf(discord: Discord, request: VendorRequest): Record<string, string> {
  if (isOauth(request)) return {}
  const key = keyOf(discord, request)
  return bucketHeaders(key, discord.buckets.leftOf(key, request.now))
}

function isOauth(request: VendorRequest): boolean {
  return request.path.includes('/oauth2/')
}

function keyOf(discord: Discord, request: VendorRequest): string {
  return bucketOf(request, viewerOf(discord, request)?.user.id)
}

function ownerOf(discord: Discord, request: VendorRequest): string | undefined {
  const secret = (request.headers.authorization ?? '').split(' ')[1] ?? ''
  const owner = discord.tokens.ownerOf(secret) ?? discord.botTokens.ownerOf(secret)
  return owner === undefined ? undefined : discord.people.whoIs(owner)
}
