import { crc32 } from 'node:zlib'
import { inboxShards } from '../domain/names.ts'
import type { EventRecord } from '../store/events.ts'
import type { Shard } from '../store/inbox.ts'

/** A fact that has yet to be given its place. */
export type Fact = Omit<EventRecord, 'shard' | 'lane' | 'seq' | 'acceptedAt'>

/** What a process has written: the numbers it gave out, and how far what was written under them is folded. */
export function createLane(id: string, openedAt: Date) {
  const given = Array<number>(inboxShards).fill(0)
  const written = Array<number>(inboxShards).fill(0)
  const folded = Array<number>(inboxShards).fill(0)
  let acceptedAt = openedAt.getTime()
  let seenAt = acceptedAt

  function place(facts: readonly Fact[], now: Date): EventRecord[] {
    // The order of acceptance must be that of the numbers, also when the clock is set back.
    acceptedAt = Math.max(acceptedAt, now.getTime())
    const at = new Date(acceptedAt)
    return facts.map((fact) => {
      const shard = shardOf(fact)
      const seq = (given[shard] ?? 0) + 1
      given[shard] = seq
      return { ...fact, shard, lane: id, seq, acceptedAt: at }
    })
  }

  /** Of what was there before nothing was written under its number, and nobody will ever fold up to it. */
  function wrote(events: readonly EventRecord[], isNew: readonly boolean[]): void {
    events.forEach(({ shard, seq }, index) => {
      if (isNew[index]) written[shard] = seq
    })
  }

  function noteFolded(states: readonly Shard[]): void {
    for (const { _id, folded: places } of states) folded[_id] = places[id] ?? 0
  }

  return {
    id,
    place,
    wrote,
    noteFolded,
    /** How much waits to be folded; rather too much than too little, if that was not looked at for a while. */
    behind: () =>
      written.reduce((sum, seq, shard) => sum + Math.max(0, seq - (folded[shard] ?? 0)), 0),
    /** For how long nobody was told that it is alive. */
    silentMs: (now: Date) => now.getTime() - seenAt,
    noteSeen: (at: Date) => void (seenAt = at.getTime()),
  }
}

export type OwnLane = ReturnType<typeof createLane>

/** Everything of one account is folded in one shard, in the order in which it was accepted. */
export function shardOf({
  website,
  platform,
  account,
}: Pick<Fact, 'website' | 'platform' | 'account'>): number {
  return crc32(`${website}\n${platform}\n${account}`) % inboxShards
}
