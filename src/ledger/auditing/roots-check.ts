import type { Account } from '../account.ts'
import { createMark } from '../mark.ts'
import { createTree, rootOf } from '../merkle.ts'
import { dayAfter, endOfDay, hashOfLeaf, hashOfRoot } from '../root.ts'
import type { Leaf, Root } from '../root.ts'
import type { AccountId } from '../types.ts'
import type { EntryView, Glance } from './entry-view.ts'
import type { Problems } from './problems.ts'
import { readAll } from './raw.ts'
import type { Stored } from './stored.ts'
import type { Standing } from './walk.ts'

/** A root, and the sum of the leaves that it should have by the entries' times. */
interface Day {
  root: Root
  end: number
  leaves: ReturnType<typeof createMark>
}

const leavesPerQuery = 200

/**
 * Compares the roots of days with the entries: what was the last entry of an account on a day must be in the day's tree.
 * Where the sums of leaves differ, each leaf is looked up, so that an entry which was written late, by a clock that was
 * slow, is no problem, and one that was changed or is gone has a name.
 */
export async function createRootsCheck(
  stored: Stored,
  view: EntryView,
  problems: Problems,
  until: Date | undefined,
) {
  const days = daysOf(await stored.roots(), until)
  /** The day that the account's last entry is of, and when it ends. */
  let day: Day | undefined
  let dayEnd = Infinity

  function take({ at }: Glance, { id }: Account, before: Standing): void {
    const isFirst = before.seq === 0
    if (!isFirst && at < dayEnd) return
    if (!isFirst) leave(id, before)
    day = dayAt(days, at)
    dayEnd = day?.end ?? Infinity
  }

  /** What follows is of a later day, or of another account. */
  function leave(account: AccountId, { seq }: Standing): void {
    day?.leaves.add(hashOfLeaf({ account, seq, hash: view.hashBefore() }))
  }

  async function end(): Promise<void> {
    let before: Root | undefined
    for (const day of days) {
      for (const problem of await problemsOf(day, before)) problems.report(day.root._id, 0, problem)
      before = day.root
    }
  }

  async function problemsOf({ root, leaves: due }: Day, before: Root | undefined) {
    const found: string[] = []
    if (root.previous !== (before?.root ?? ''))
      found.push('the root does not follow the one before')
    if (before && root._id !== dayAfter(before._id)) found.push('the days before it have no roots')
    if (root.root !== hashOfRoot(root)) found.push('the root does not match what it says')
    const tree = createTree()
    const leaves = createMark()
    for await (const page of stored.leavesOf(root)) {
      const hashes = page.map(hashOfLeaf)
      for (const hash of hashes) leaves.add(hash)
      tree.add(rootOf(hashes))
    }
    if (tree.root() !== root.tree) found.push('its leaves are not those of its tree')
    if (leaves.text() !== due.text()) await compareLeaves(root)
    return found
  }

  async function compareLeaves(root: Root): Promise<void> {
    for await (const page of stored.leavesOf(root)) {
      for (let start = 0; start < page.length; start += leavesPerQuery) {
        for (const { account, seq } of await gone(page.slice(start, start + leavesPerQuery))) {
          problems.report(account, seq, `the root of ${root._id} has another entry here`)
        }
      }
    }
  }

  async function gone(leaves: readonly Leaf[]): Promise<Leaf[]> {
    const there = new Set(readAll(await stored.entriesAt(leaves)).map(hashOfLeaf))
    return leaves.filter((leaf) => !there.has(hashOfLeaf(leaf)))
  }

  const last = days.at(-1)?.root
  return {
    ...{ take, end },
    endAccount: (head: Standing, { id }: Account) => leave(id, head),
    roots: days.length,
    ...(last && { lastRoot: { day: last._id, root: last.root } }),
  }
}

function daysOf(roots: readonly Root[], until: Date | undefined): Day[] {
  const days = roots.map((root) => {
    return { root, end: endOfDay(root._id).getTime(), leaves: createMark() }
  })
  return until ? days.filter(({ end }) => end <= until.getTime()) : days
}

/** The first day that ends after a time. */
function dayAt(days: readonly Day[], time: number): Day | undefined {
  let low = 0
  let high = days.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((days[middle]?.end ?? 0) > time) high = middle
    else low = middle + 1
  }
  return days[low]
}
