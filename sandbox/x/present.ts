import type { TweetPublicMetricsV2, UserV2 } from 'twitter-api-v2'
import type { PostBody } from './answers.ts'
import { split, writtenAs } from './text.ts'
import { hasRequested, isFollowing, postsOf } from './view.ts'
import type { View } from './view.ts'
import { isThere } from './world.ts'
import type { XAccount, XPost } from './world.ts'

const hour = 3_600_000
const editsAllowed = 5

/** A user with the fields that were asked for. */
export function presentUser(view: View, account: XAccount, fields: readonly string[]): UserV2 {
  const bio = writtenAs(view, account.description)
  const { urls, hashtags, mentions } = bio.entities ?? {}
  const whole: UserV2 = {
    id: account.id,
    name: account.name,
    username: account.handle,
    created_at: new Date(account.createdAt).toISOString(),
    description: bio.text,
    ...(bio.entities ? { entities: { description: defined({ urls, hashtags, mentions }) } } : {}),
    protected: account.isProtected,
    verified: account.verifiedType !== 'none',
    verified_type: account.verifiedType,
    subscription_type: account.verifiedType === 'blue' ? 'Premium' : 'None',
    profile_image_url:
      'https://abs.twimg.com/sticky/default_profile_images/default_profile_normal.png',
    public_metrics: userMetrics(view, account),
    // Only a person can be connected to somebody: an app's answer has no such key.
    ...(view.viewer ? { connection_status: connection(view, view.viewer.id, account.id) } : {}),
  }
  return picked(whole, ['id', 'name', 'username', ...fields])
}

/** A post with the fields that were asked for. */
export function presentPost(view: View, post: XPost, fields: readonly string[]): PostBody {
  const { short, note } = split(view, post.text)
  const whole: PostBody = {
    id: post.id,
    text: short.text,
    edit_history_tweet_ids: post.versions.filter((id) => isKnownBy(view, id)),
    author_id: post.authorId,
    created_at: new Date(post.at).toISOString(),
    conversation_id: post.conversationId,
    ...defined({ in_reply_to_user_id: post.inReplyToUserId, entities: short.entities }),
    ...(post.references.length > 0 ? { referenced_tweets: post.references } : {}),
    ...(post.mediaKeys.length > 0 ? { attachments: { media_keys: post.mediaKeys } } : {}),
    ...(note ? { note_tweet: note } : {}),
    public_metrics: postMetrics(view, post),
    edit_controls: editControls(view, post),
    lang: 'en',
    possibly_sensitive: false,
    reply_settings: 'everyone',
  }
  return picked(whole, ['id', 'text', 'edit_history_tweet_ids', ...fields])
}

export function editableUntil({ world }: View, post: XPost): number {
  return (world.posts.get(post.versions[0] ?? '')?.at ?? post.at) + hour
}

function isKnownBy({ world, moment }: View, id: string): boolean {
  return (world.posts.get(id)?.at ?? Infinity) <= moment
}

function connection(view: View, viewer: string, account: string): string[] {
  const statuses = {
    following: isFollowing(view, viewer, account),
    followed_by: isFollowing(view, account, viewer),
    follow_request_sent: hasRequested(view, viewer, account),
    follow_request_received: hasRequested(view, account, viewer),
  }
  return Object.entries(statuses).flatMap(([name, isSo]) => (isSo ? [name] : []))
}

function userMetrics(view: View, { id, followersCount }: XAccount): UserV2['public_metrics'] {
  const { world, moment } = view
  const follows = world.follows.filter((edge) => isThere(edge, moment))
  return {
    followers_count: followersCount ?? follows.filter(({ to }) => to === id).length,
    following_count: follows.filter(({ from }) => from === id).length,
    tweet_count: postsOf(view).filter(({ authorId }) => authorId === id).length,
    listed_count: 0,
    like_count: world.likes.filter((like) => like.from === id && isThere(like, moment)).length,
  }
}

function postMetrics(view: View, post: XPost): TweetPublicMetricsV2 {
  const references = postsOf(view).flatMap((one) => one.references)
  const count = (type: string) =>
    references.filter((one) => one.type === type && one.id === post.id).length
  const likes = view.world.likes.filter(({ to }) => to === post.id)
  return {
    retweet_count: count('retweeted'),
    reply_count: count('replied_to'),
    like_count: likes.filter((like) => isThere(like, view.moment)).length,
    quote_count: count('quoted'),
    bookmark_count: 0,
    impression_count: post.impressions,
  }
}

function editControls(view: View, post: XPost): PostBody['edit_controls'] {
  const until = editableUntil(view, post)
  return {
    edits_remaining: Math.max(0, editsAllowed + 1 - post.versions.length),
    is_edit_eligible: post.references.every(({ type }) => type !== 'retweeted'),
    editable_until: new Date(until).toISOString(),
  }
}

function defined<T extends object>(fields: T): T {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(present) as T
}

// The names always hold the required keys, so that what is left is still a T.
function picked<T extends object>(whole: T, names: readonly string[]): T {
  return Object.fromEntries(Object.entries(whole).filter(([name]) => names.includes(name))) as T
}
