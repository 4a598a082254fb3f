import type { ReferencedTweetV2 } from 'twitter-api-v2'
import { textOf } from '../kit/people.ts'
import type { VendorSpec } from '../kit/vendor.ts'
import { countIn, isOn, personIn, postIn } from './order.ts'
import type { Order } from './order.ts'
import { isThere } from './world.ts'
import type { World, XPost } from './world.ts'

type Draft = Pick<XPost, 'authorId' | 'text'> & Partial<XPost>

const hour = 3_600_000

/** What people do with posts. Answers hold the id that was made. */
export function postActs(world: World): VendorSpec['acts'] {
  const reference = (type: ReferencedTweetV2['type'], id: string): ReferencedTweetV2 => ({
    type,
    id,
  })

  function written(order: Order, now: number): Draft {
    const quoted = order['quote'] === undefined ? undefined : textOf(order, 'quote')
    const media = order['media'] === undefined ? 0 : countIn(order, 'media')
    return {
      authorId: personIn(world, order, now).id,
      text: textOf(order, 'text'),
      references: quoted ? [reference('quoted', postIn(world, { post: quoted }, now).id)] : [],
      mediaKeys: Array.from({ length: media }, () => `3_${world.ids.next(now)}`),
    }
  }

  function reply(order: Order, now: number) {
    const parent = postIn(world, order, now)
    const draft = written(order, now)
    return publish(world, now, {
      ...draft,
      conversationId: parent.conversationId,
      inReplyToUserId: parent.authorId,
      references: [reference('replied_to', parent.id), ...(draft.references ?? [])],
    })
  }

  function repost(order: Order, now: number) {
    const named = postIn(world, order, now)
    // Whoever reposts a repost reposts the original.
    const original = world.posts.get(repostedBy(named) ?? '') ?? named
    const { id: authorId } = personIn(world, order, now)
    if (repostOf(world, authorId, original, now)) throw new Error('has reposted it already')
    const handle = world.people.byId(original.authorId)?.handle
    const text = `RT @${handle}: ${original.text}`
    return publish(world, now, {
      authorId,
      text,
      references: [reference('retweeted', original.id)],
    })
  }

  return {
    post: (order, now) => publish(world, now, written(order, now)),
    reply,
    quote: (order, now) => {
      const { id } = postIn(world, order, now)
      return publish(world, now, written({ ...order, quote: id }, now))
    },
    repost,
    undo_repost: (order, now) => {
      const { id } = personIn(world, order, now)
      const found = repostOf(world, id, postIn(world, order, now), now)
      if (!found) throw new Error('has not reposted it')
      found.goneAt = now
      return { id: found.id }
    },
    edit: (order, now) => edit(world, postIn(world, order, now), textOf(order, 'text'), now),
    delete_post: (order, now) => remove(world, postIn(world, order, now), now),
    hide_reply: (order, now) => {
      postIn(world, order, now).isHidden = isOn(order)
      return {}
    },
    set_impressions: (order, now) => {
      postIn(world, order, now).impressions = countIn(order, 'count')
      return {}
    },
  }
}

function publish(world: World, now: number, draft: Draft): { id: string } {
  const id = world.ids.next(now)
  world.posts.set(id, {
    id,
    at: now,
    conversationId: id,
    references: [],
    mediaKeys: [],
    versions: [id],
    isHidden: false,
    impressions: 0,
    ...draft,
  })
  return { id }
}

// An edit is a new post with a new id; the old one stays, and both know all versions.
function edit(world: World, post: XPost, text: string, now: number): { id: string } {
  const first = world.posts.get(post.versions[0] ?? '') ?? post
  if (repostedBy(post)) throw new Error('a repost has no text of its own to edit')
  if (now > first.at + hour) throw new Error('a post can be edited for an hour')
  const latest = world.posts.get(post.versions.at(-1) ?? '') ?? post
  const id = world.ids.next(now)
  latest.versions.push(id)
  world.posts.set(id, { ...latest, id, text, at: now })
  return { id }
}

// All versions go together, and so do the reposts.
function remove(world: World, post: XPost, now: number): object {
  for (const one of world.posts.values()) {
    const isPart = post.versions.includes(one.id) || post.versions.includes(repostedBy(one) ?? '')
    if (isPart && isThere(one, now)) one.goneAt = now
  }
  return {}
}

function repostOf(world: World, authorId: string, { id }: XPost, now: number): XPost | undefined {
  return [...world.posts.values()].find((one) => {
    return one.authorId === authorId && repostedBy(one) === id && isThere(one, now)
  })
}

function repostedBy({ references }: XPost): string | undefined {
  return references.find(({ type }) => type === 'retweeted')?.id
}
