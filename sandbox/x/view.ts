import { isThere } from './world.ts'
import type { World, XAccount, XPost } from './world.ts'

/** The world as one reader sees it at one moment; without a viewer the app itself is reading. */
export interface View {
  world: World
  moment: number
  viewer?: XAccount | undefined
}

export function accountById({ world }: View, id: string): XAccount | undefined {
  return world.people.byId(id)
}

export function accountByHandle({ world }: View, handle: string): XAccount | undefined {
  const wanted = handle.toLowerCase()
  return world.people.all().find((one) => one.handle.toLowerCase() === wanted && !one.isDeactivated)
}

export function isGone(account: XAccount): boolean {
  return account.isSuspended || account.isDeactivated
}

export function isFollowing({ world, moment }: View, from: string, to: string): boolean {
  return world.follows.some((one) => one.from === from && one.to === to && isThere(one, moment))
}

export function hasRequested({ world, moment }: View, from: string, to: string): boolean {
  return world.requests.some((one) => one.from === from && one.to === to && isThere(one, moment))
}

/** A protected account's posts are for itself and its followers. */
export function mayRead(view: View, author: XAccount): boolean {
  const { viewer } = view
  if (!author.isProtected) return true
  return viewer !== undefined && (viewer === author || isFollowing(view, viewer.id, author.id))
}

/** The post with an id, if it exists at the moment; whether it may be read is another question. */
export function postById(view: View, id: string): XPost | undefined {
  const post = view.world.posts.get(id)
  return post && isAlive(view, post) ? post : undefined
}

/** The posts that exist at the moment, newest first, each in its latest version. */
export function postsOf(view: View): XPost[] {
  return [...view.world.posts.values()]
    .filter((post) => isAlive(view, post) && isLatest(view, post))
    .reverse()
}

function isAlive(view: View, post: XPost): boolean {
  const author = accountById(view, post.authorId)
  return isThere(post, view.moment) && author !== undefined && !isGone(author)
}

function isLatest(view: View, post: XPost): boolean {
  const seen = post.versions.filter((id) => {
    const version = view.world.posts.get(id)
    return version !== undefined && version.at <= view.moment
  })
  return seen.at(-1) === post.id
}
