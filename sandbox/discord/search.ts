import { channelOf, compareIds } from './state.ts'
import type { Guild, Message, World } from './state.ts'

export interface Question {
  content: string
  /** Words that may lie between two that match. */
  slop: number
  authorIds: readonly string[]
  channelIds: readonly string[]
  /** `user`, `bot`, `webhook`, or the same after a `-`. */
  authorTypes: readonly string[]
  minId?: string | undefined
  maxId?: string | undefined
  isNsfwIncluded: boolean
  isAscending: boolean
}

/** How long the index goes on counting a message that was deleted. */
const FORGETS_AFTER_MS = 60_000

/** All that the index matches, deleted ones that it has not yet forgotten among them. */
export function searchMessages(
  world: World,
  guild: Guild,
  question: Question,
  now: number,
): Message[] {
  const found = world.messages.filter((message) => {
    const place = channelOf(world, message.channelId)
    const isHere =
      place?.guild.id === guild.id && (question.isNsfwIncluded || !place.channel.isNsfw)
    const isKnown = (message.deletedAt ?? Infinity) + FORGETS_AFTER_MS > now
    return isHere && isKnown && isAsked(world, message, question)
  })
  found.sort((a, b) => compareIds(a.id, b.id))
  return question.isAscending ? found : found.reverse()
}

function isAsked(world: World, message: Message, question: Question): boolean {
  const { authorIds, channelIds, authorTypes, minId, maxId, content, slop } = question
  const author = message.userId ?? message.webhook?.id ?? ''
  return (
    isAmong(authorIds, author) &&
    isAmong(channelIds, message.channelId) &&
    isOfType(authorTypes, kindOf(world, message)) &&
    (minId === undefined || compareIds(message.id, minId) > 0) &&
    (maxId === undefined || compareIds(message.id, maxId) < 0) &&
    hasWords(wordsOf(message.content), wordsOf(content), slop)
  )
}

function isAmong(wanted: readonly string[], value: string): boolean {
  return wanted.length === 0 || wanted.includes(value)
}

/** Wanted kinds are alternatives; unwanted ones, written with a `-`, each rule a message out. */
function isOfType(types: readonly string[], kind: string): boolean {
  const wanted = types.filter((type) => !type.startsWith('-'))
  return isAmong(wanted, kind) && !types.includes(`-${kind}`)
}

function kindOf(world: World, { webhook, userId }: Message): string {
  if (webhook) return 'webhook'
  return world.users.get(userId ?? '')?.isBot ? 'bot' : 'user'
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

/** The words in their order, with no more than `slop` others between them: not a phrase. */
function hasWords(words: string[], wanted: string[], slop: number): boolean {
  const starts = words.flatMap((word, place) => (word === wanted[0] ? [place] : []))
  if (wanted.length === 0) return true
  return starts.some((start) => {
    const end = wanted.slice(1).reduce((place, next) => {
      return place < 0 ? place : words.indexOf(next, place + 1)
    }, start)
    return end >= 0 && end - start - (wanted.length - 1) <= slop
  })
}
