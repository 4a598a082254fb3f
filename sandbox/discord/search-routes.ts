import type {
  APIMessageSearchIndexNotReadyResponse,
  APIMessageSearchResult,
} from 'discord-api-types/v10'
import type { VendorAnswer, VendorRequest } from '../kit/vendor.ts'
import { botOf, inGuild } from './access.ts'
import { badSnowflake, invalidForm, numberIn } from './answers.ts'
import type { Discord } from './discord.ts'
import { bareMessageJson } from './message-json.ts'
import type { Routes } from './routes.ts'
import { searchMessages } from './search.ts'
import type { Question } from './search.ts'
import type { Guild } from './state.ts'

/** https://docs.discord.com/developers/resources/message#search-guild-messages */
export const searchRoutes: Routes = {
  'GET /guilds/:guild_id/messages/search': inGuild('READ_MESSAGE_HISTORY', search),
}

const INDEXING_SECONDS = 5

function search(discord: Discord, request: VendorRequest, guild: Guild): VendorAnswer {
  const seenAt = request.now - request.lagMs
  // The first to search sets the indexing off.
  guild.indexedAt ??= request.now + INDEXING_SECONDS * 1000
  if (request.now < guild.indexedAt) return notReady(guild.indexedAt - request.now)

  const question = questionIn(request)
  if ('status' in question) return question
  const limit = numberIn(request, 'limit', { least: 1, most: 25, otherwise: 25 })
  const offset = numberIn(request, 'offset', { least: 0, most: 9975, otherwise: 0 })
  if (typeof limit !== 'number') return limit
  if (typeof offset !== 'number') return offset

  const found = searchMessages(discord.world, guild, question, seenAt)
  const seen = found.filter(({ createdAt }) => createdAt <= seenAt)
  const living = seen
    .slice(offset, offset + limit)
    .filter(({ deletedAt }) => deletedAt === undefined)
  const viewer = botOf(discord).id
  const body: APIMessageSearchResult = {
    total_results: seen.length,
    messages: living.map((message) => [
      { ...bareMessageJson(discord.world, message, viewer), hit: true },
    ]),
    doing_deep_historical_index: false,
  }
  return { status: 200, body }
}

/** 202: neither an error nor an answer. */
function notReady(waitMs: number): VendorAnswer {
  const body: APIMessageSearchIndexNotReadyResponse = {
    message: 'Index not yet available. Try again later',
    code: 110000,
    documents_indexed: 0,
    retry_after: Math.ceil(waitMs / 1000),
  }
  return { status: 202, body }
}

function questionIn(request: VendorRequest): Question | VendorAnswer {
  const { query } = request
  const content = query.get('content') ?? ''
  if (content.length > 1024) {
    return invalidForm('content', 'BASE_TYPE_MAX_LENGTH', 'Must be 1024 or fewer in length.')
  }
  const slop = numberIn(request, 'slop', { least: 0, most: 100, otherwise: 2 })
  if (typeof slop !== 'number') return slop
  const [minId, maxId] = [query.get('min_id') ?? undefined, query.get('max_id') ?? undefined]
  return (
    badSnowflake({ min_id: minId, max_id: maxId }) ?? {
      content,
      slop,
      authorIds: query.getAll('author_id'),
      channelIds: query.getAll('channel_id'),
      authorTypes: query.getAll('author_type'),
      minId,
      maxId,
      isNsfwIncluded: query.get('include_nsfw') === 'true',
      isAscending: query.get('sort_order') === 'asc',
    }
  )
}
