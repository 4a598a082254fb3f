import type { Pull, Repo, World } from './state.ts'

/** Notes that a pull changed: search sees it as it is now, `indexLagSeconds` from now. */
export function noteChange(world: World, repo: Repo, pull: Pull, now: number): void {
  settleIndex(world, now)
  const dueAt = now + world.indexLagSeconds * 1000
  world.unindexed.set(pull.id, { repoId: repo.id, pull: { ...pull }, dueAt })
}

/** Lets the index take in all that is due by `now`. */
export function settleIndex(world: World, now: number): void {
  for (const [id, { dueAt, repoId, pull }] of world.unindexed) {
    if (dueAt > now) continue
    world.indexed.set(id, { repoId, pull })
    world.unindexed.delete(id)
  }
}
