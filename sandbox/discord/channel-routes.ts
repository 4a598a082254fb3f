import { ReactionType } from 'discord-api-types/v10'
import type { VendorAnswer, VendorRequest } from '../kit/vendor.ts'
import { botOf, inChannel } from './access.ts'
import type { Place } from './access.ts'
import { badSnowflake, numberIn, refusal } from './answers.ts'
import type { Discord } from './discord.ts'
import { messageJson } from './message-json.ts'
import type { Routes } from './routes.ts'
import { compareIds, messagesIn, must } from './state.ts'
import type { Message } from './state.ts'
import { userJson } from './user-json.ts'

/** https://docs.discord.com/developers/resources/message */
export const channelRoutes: Routes = {
  'GET /channels/:channel_id/messages': inChannel('READ_MESSAGE_HISTORY', list),
  'GET /channels/:channel_id/messages/:message_id': inChannel('READ_MESSAGE_HISTORY', one),
  'GET /channels/:channel_id/messages/:message_id/reactions/:emoji': inChannel(
    'READ_MESSAGE_HISTORY',
    reactions,
  ),
}

/** Newest first, whichever side of which message was asked for. */
function list(discord: Discord, request: VendorRequest, { channel }: Place): VendorAnswer {
  const [before, after, around] = ['before', 'after', 'around'].map((name) =>
    request.query.get(name),
  )
  const limit = numberIn(request, 'limit', { least: 1, most: 100, otherwise: 50 })
  if (typeof limit !== 'number') return limit
  const bad = badSnowflake({ before, after, around })
  if (bad) return bad

  const seen = messagesIn(discord.world, channel.id).filter((message) => isSeen(message, request))
  const older = (id: string) => seen.filter((message) => compareIds(message.id, id) < 0)
  const newer = (id: string) => seen.filter((message) => compareIds(message.id, id) > 0)
  const half = Math.floor(limit / 2)
  const found = around
    ? [
        ...older(around).slice(-half),
        ...seen.filter(({ id }) => id === around),
        ...newer(around).slice(0, half),
      ]
    : after
      ? newer(after).slice(0, limit)
      : (before ? older(before) : seen).slice(-limit)
  return {
    status: 200,
    body: found.reverse().map((each) => messageJson(discord.world, each, botOf(discord).id)),
  }
}

function one(discord: Discord, request: VendorRequest, place: Place): VendorAnswer {
  const message = messageAt(discord, request, place)
  if (!message) return refusal('unknownMessage')
  return { status: 200, body: messageJson(discord.world, message, botOf(discord).id) }
}

/** Who reacted, by id upwards; burst reactions are asked for by `type=1`. An emoji nobody used is an empty list. */
function reactions(discord: Discord, request: VendorRequest, place: Place): VendorAnswer {
  const message = messageAt(discord, request, place)
  if (!message) return refusal('unknownMessage')
  const limit = numberIn(request, 'limit', { least: 1, most: 100, otherwise: 25 })
  if (typeof limit !== 'number') return limit
  const isBurst = Number(request.query.get('type') ?? 0) === Number(ReactionType.Super)
  const after = request.query.get('after') ?? '0'
  const ids = message.reactions
    .filter((each) => each.emoji === request.params.emoji && each.isBurst === isBurst)
    .map(({ userId }) => userId)
    .filter((id) => compareIds(id, after) > 0)
    .sort(compareIds)
  const users = ids.slice(0, limit).map((id) => userJson(must(discord.world.users.get(id), id)))
  return { status: 200, body: users }
}

function messageAt({ world }: Discord, request: VendorRequest, { channel }: Place) {
  const { message_id } = request.params
  return messagesIn(world, channel.id).find(({ id }) => id === message_id)
}

function isSeen(message: Message, { now, lagMs }: VendorRequest): boolean {
  return message.createdAt <= now - lagMs
}
