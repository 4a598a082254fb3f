import { isPageToken } from './pages.ts'
import { queryComplaint } from './query.ts'

/** Says what is wrong with a parameter's value; undefined if nothing is. */
export type Check = (value: string, now: number) => string | undefined

export interface Param {
  isRequired?: boolean
  check: Check
}

const userFields =
  names(`affiliation confirmed_email connection_status created_at description entities id
  is_identity_verified location most_recent_tweet_id name parody pinned_tweet_id profile_banner_url profile_image_url
  protected public_metrics receives_your_dm subscription subscription_type url username verified
  verified_followers_count verified_type withheld`)
const tweetFields =
  names(`article attachments author_id card_uri community_id context_annotations conversation_id
  created_at display_text_range edit_controls edit_history_tweet_ids entities geo id in_reply_to_user_id lang
  matched_media_notes media_metadata non_public_metrics note_request_suggestions note_tweet organic_metrics
  paid_partnership possibly_sensitive promoted_metrics public_metrics referenced_tweets reply_settings scopes source
  suggested_source_links suggested_source_links_with_counts text withheld`)
const mediaFields =
  names(`alt_text duration_ms height media_key non_public_metrics organic_metrics preview_image_url
  promoted_metrics public_metrics type url variants width`)
const pollFields = names('duration_minutes end_datetime id options voting_status')
const placeFields = names('contained_within country country_code full_name geo id name place_type')
const postExpansions = names(`article.cover_media article.media_entities attachments.media_keys
  attachments.media_source_tweet attachments.poll_ids author_id edit_history_tweet_ids entities.mentions.username
  geo.place_id in_reply_to_user_id entities.note.mentions.username referenced_tweets.id
  referenced_tweets.id.attachments.media_keys referenced_tweets.id.author_id`)

const id = matching(/^[0-9]{1,19}$/)
const time = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
const handle = matching(/^[A-Za-z0-9_]{1,15}$/)
const week = 7 * 86_400_000

/** The parameters X knows, by name, as the endpoints put them together. */
export const userParams: Record<string, Param> = {
  'user.fields': { check: listOf(userFields) },
  'tweet.fields': { check: listOf(tweetFields) },
  expansions: { check: listOf(names('affiliation.user_id most_recent_tweet_id pinned_tweet_id')) },
}

export const postParams: Record<string, Param> = {
  ...userParams,
  'media.fields': { check: listOf(mediaFields) },
  'poll.fields': { check: listOf(pollFields) },
  'place.fields': { check: listOf(placeFields) },
  expansions: { check: listOf(postExpansions) },
}

export const idParam = { id: { isRequired: true, check: id } }
export const usernameParam = { username: { isRequired: true, check: handle } }
export const idsParam = { ids: { isRequired: true, check: upTo100(id) } }
export const usernamesParam = { usernames: { isRequired: true, check: upTo100(handle) } }

export function pageParams(least: number, most: number): Record<string, Param> {
  return { max_results: { check: between(least, most) }, pagination_token: { check: pageToken } }
}

export const timelineParams: Record<string, Param> = {
  since_id: { check: id },
  until_id: { check: id },
  start_time: { check: time },
  end_time: { check: time },
  exclude: { check: listOf(['replies', 'retweets']) },
}

export const searchParams: Record<string, Param> = {
  query: { isRequired: true, check: queryComplaint },
  since_id: { check: id },
  until_id: { check: id },
  start_time: { check: (value, now) => time(value, now) ?? withinWeek(value, now) },
  end_time: { check: (value, now) => time(value, now) ?? isPast(value, now) },
  next_token: { check: pageToken },
  sort_order: { check: listOf(['recency', 'relevancy']) },
}

function names(text: string): string[] {
  return text.split(/\s+/)
}

function matching(pattern: RegExp): Check {
  return (value) => (pattern.test(value) ? undefined : `does not match ${pattern.source}`)
}

function listOf(allowed: readonly string[]): Check {
  return (value) => {
    const items = value.split(',')
    const strange = items.find((item) => !allowed.includes(item))
    if (strange !== undefined) return `[${strange}] is not one of [${allowed.join(',')}]`
    return new Set(items).size === items.length ? undefined : 'has an item twice'
  }
}

function upTo100(check: Check): Check {
  return (value, now) => {
    const items = value.split(',')
    if (items.length > 100) return 'has more than 100 items'
    return items.map((item) => check(item, now)).find((complaint) => complaint !== undefined)
  }
}

function between(least: number, most: number): Check {
  return (value) => {
    const isWithin = /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most
    return isWithin ? undefined : `is not between ${least} and ${most}`
  }
}

function pageToken(value: string): string | undefined {
  return isPageToken(value) ? undefined : 'is not a token of this list'
}

function withinWeek(value: string, now: number): string | undefined {
  return Date.parse(value) >= now - week ? undefined : 'is more than 7 days ago'
}

function isPast(value: string, now: number): string | undefined {
  return Date.parse(value) <= now - 10_000 ? undefined : 'must be at least 10 seconds ago'
}
