import { hash } from 'node:crypto'

// A tree of hashes as RFC 6962 (section 2.1) makes it: leaves and nodes are hashed with different first bytes, and a tree
// is split at the largest power of two that is smaller than it.

export const emptyTree = hash('sha256', '', 'base64url')

/** The hash of a leaf: what it says, behind a 0. */
export function leafHashOf(text: string): string {
  return hash('sha256', `\0${text}`, 'base64url')
}

/** The hash of two subtrees: their bytes, behind a 1. */
export function nodeHashOf(left: string, right: string): string {
  nodeBytes.write(left, 1, 'base64url')
  nodeBytes.write(right, 33, 'base64url')
  return hash('sha256', nodeBytes, 'base64url')
}

const nodeBytes = Buffer.alloc(65, 1)

/** The neighbour that a hash is put together with, on its way up. */
export type Step = { left: string } | { right: string }

/** Takes hashes from left to right and keeps one per power of two. */
export function createTree() {
  const whole: { hash: string; height: number }[] = []

  function add(hash: string): void {
    let last = { hash, height: 0 }
    for (let left = whole.at(-1); left?.height === last.height; left = whole.at(-1)) {
      whole.pop()
      last = { hash: nodeHashOf(left.hash, last.hash), height: last.height + 1 }
    }
    whole.push(last)
  }

  function root(): string {
    const [last, ...before] = whole.toReversed()
    if (!last) return emptyTree
    return before.reduce((right, left) => nodeHashOf(left.hash, right), last.hash)
  }

  return { add, root }
}

export function rootOf(hashes: readonly string[]): string {
  const tree = createTree()
  for (const hash of hashes) tree.add(hash)
  return tree.root()
}

/** The way from one of these hashes to their root. Throws a `RangeError` if there is no such hash. */
export function pathOf(hashes: readonly string[], index: number): Step[] {
  if (!(index in hashes)) throw new RangeError(`there is no hash ${index} of ${hashes.length}`)
  if (hashes.length === 1) return []
  const middle = splitOf(hashes.length)
  const left = hashes.slice(0, middle)
  const right = hashes.slice(middle)
  return index < middle
    ? [...pathOf(left, index), { right: rootOf(right) }]
    : [...pathOf(right, index - middle), { left: rootOf(left) }]
}

/** The largest power of two that is smaller. */
function splitOf(size: number): number {
  return 2 ** Math.ceil(Math.log2(size) - 1)
}
