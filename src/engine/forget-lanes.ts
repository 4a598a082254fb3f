import type { Store } from '../store/index.ts'
import type { Lane, Shard } from '../store/inbox.ts'
import { laneSilentMs } from './inbox-page.ts'

/**
 * Forgets lanes that nobody has written into for long, when everything in them is folded; how many. Whoever folds asks
 * every lane that is known, and each process and each failed write leaves one behind.
 */
export async function forgetLanes(
  { events, inbox }: Pick<Store, 'events' | 'inbox'>,
  now: Date,
): Promise<number> {
  const before = new Date(now.getTime() - laneSilentMs)
  const silent = (await inbox.lanes.list()).filter(({ seenAt }) => seenAt < before)
  const shards = silent.length > 0 ? await inbox.shards.list() : []
  let forgotten = 0
  for (const lane of silent) {
    if (!(await isFolded(lane, shards))) continue
    await inbox.lanes.remove(lane._id)
    forgotten++
  }
  return forgotten

  async function isFolded({ _id: lane }: Lane, states: readonly Shard[]): Promise<boolean> {
    const left = await Promise.all(
      states.map(({ _id, folded }) => events.after(_id, lane, folded[lane] ?? 0, 1)),
    )
    return left.every(({ events: [first] }) => first === undefined)
  }
}
