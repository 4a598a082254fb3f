import { createHash } from 'node:crypto'
import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { leafHashOf, nodeHashOf, pathOf, rootOf } from '../../src/ledger/merkle.ts'

const sizes = fc.integer({ min: 1, max: 70 })
const leavesOf = (size: number) =>
  Array.from({ length: size }, (_, index) => leafHashOf(`${index}`))

/** As RFC 6962 (section 2.1) writes it down. */
function rootByTheBook(leaves: readonly Buffer[]): Buffer {
  const [leaf] = leaves
  if (!leaf || leaves.length === 1) return leaf ?? sha256()
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  const halves = [leaves.slice(0, split), leaves.slice(split)].map(rootByTheBook)
  return sha256(Buffer.of(1), ...halves)
}

function sha256(...parts: Buffer[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest()
}

it('the root is that of RFC 6962', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 70 }), (size) => {
      const leaves = leavesOf(size)
      const due = rootByTheBook(leaves.map((leaf) => Buffer.from(leaf, 'base64url')))
      expect(rootOf(leaves)).toBe(due.toString('base64url'))
    }),
  )
})

it('a path leads from its leaf to the root, and from no other', () => {
  fc.assert(
    fc.property(sizes, fc.nat(), fc.nat(), (size, one, another) => {
      const leaves = leavesOf(size)
      const index = one % size
      const path = pathOf(leaves, index)
      const topOf = (leaf = '') =>
        path.reduce((hash, step) => {
          return 'left' in step ? nodeHashOf(step.left, hash) : nodeHashOf(hash, step.right)
        }, leaf)
      expect(topOf(leaves[index])).toBe(rootOf(leaves))
      if (another % size !== index) expect(topOf(leaves[another % size])).not.toBe(rootOf(leaves))
    }),
  )
})

it('the root of pages of a power of two is that of all their leaves', () => {
  fc.assert(
    fc.property(sizes, (size) => {
      const leaves = leavesOf(size)
      const pages = leaves.flatMap((_, at) => (at % 8 === 0 ? [leaves.slice(at, at + 8)] : []))
      expect(rootOf(pages.map(rootOf))).toBe(rootOf(leaves))
    }),
  )
})

it('there is no path from what is not there', () => {
  expect(() => pathOf(leavesOf(3), 3)).toThrow(RangeError)
})
