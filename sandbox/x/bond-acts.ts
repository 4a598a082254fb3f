import type { VendorSpec } from '../kit/vendor.ts'
import { personIn, postIn } from './order.ts'
import type { Order } from './order.ts'
import { isThere } from './world.ts'
import type { World, XEdge } from './world.ts'

/** Likes and follows: `who` does it to a `post`, or to `whom`. */
export function bondActs(world: World): VendorSpec['acts'] {
  const pair = (order: Order, now: number) => ({
    from: personIn(world, order, now).id,
    to: personIn(world, order, now, 'whom').id,
  })
  const liking = (order: Order, now: number) => ({
    from: personIn(world, order, now).id,
    to: postIn(world, order, now).id,
  })

  return {
    like: (order, now) => tie(world, 'likes', liking(order, now), now),
    unlike: (order, now) => untie(world, 'likes', liking(order, now), now),
    // Whoever follows a protected account has only asked to.
    follow: (order, now) => {
      const isAsking = personIn(world, order, now, 'whom').isProtected
      return tie(world, isAsking ? 'requests' : 'follows', pair(order, now), now)
    },
    unfollow: (order, now) => untie(world, 'follows', pair(order, now), now),
    /** `who` accepts the request of `whom`. */
    accept_request: (order, now) => {
      const { from: to, to: from } = pair(order, now)
      untie(world, 'requests', { from, to }, now)
      return tie(world, 'follows', { from, to }, now)
    },
  }
}

type Kind = 'likes' | 'follows' | 'requests'
type Ends = Pick<XEdge, 'from' | 'to'>

function tie(world: World, kind: Kind, ends: Ends, now: number): { id: string } {
  const known = find(world, kind, ends, now)
  if (known) return { id: known.id }
  const edge = { id: world.ids.next(now), at: now, ...ends }
  world[kind].push(edge)
  return { id: edge.id }
}

function untie(world: World, kind: Kind, ends: Ends, now: number): object {
  const edge = find(world, kind, ends, now)
  if (!edge) throw new Error(`there is nothing to end among the ${kind}`)
  edge.goneAt = now
  return {}
}

function find(world: World, kind: Kind, { from, to }: Ends, now: number): XEdge | undefined {
  return world[kind].find((one) => one.from === from && one.to === to && isThere(one, now))
}
