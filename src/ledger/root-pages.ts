import { randomUUID } from 'node:crypto'
import { createTree, rootOf } from './merkle.ts'
import { hashOfLeaf, leavesPerPage } from './root.ts'
import type { Leaf, Root, Roots } from './root.ts'

/** Writes the leaves of one root, as they come, in pages. */
export function createRootPages({ pages }: Pick<Roots, 'pages'>, day: string) {
  const name = `${day}/${randomUUID()}`
  const tree = createTree()
  let waiting: Leaf[] = []
  let written = 0

  async function add(leaf: Leaf): Promise<void> {
    if (waiting.push(leaf) === leavesPerPage) await write()
  }

  async function write(): Promise<void> {
    const [first] = waiting
    if (!first) return
    const hash = rootOf(waiting.map(hashOfLeaf))
    const page = { pages: name, first: first.account, leaves: waiting, hash }
    await pages.insertOne({ _id: `${name}/${written}`, ...page })
    tree.add(hash)
    written++
    waiting = []
  }

  async function end(): Promise<Pick<Root, 'tree' | 'pages'>> {
    await write()
    return { tree: tree.root(), pages: name }
  }

  /** Takes away what was written here, or what others wrote for this day and did not finish. */
  async function forget(whose: 'own' | 'others'): Promise<void> {
    const ofDay = { $gte: `${day}/`, $lt: `${day}0` }
    await pages.deleteMany({ pages: whose === 'own' ? name : { ...ofDay, $ne: name } })
  }

  return { add, end, forget }
}
