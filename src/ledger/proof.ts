import type { mongo } from 'mongoose'
import { Failure } from '../domain/failure.ts'
import { collectionsOf } from './collections.ts'
import type { Collections } from './collections.ts'
import type { StoredEntry } from './entry.ts'
import { canonical, digestOf, genesis, hashedFields } from './hash.ts'
import { pathOf } from './merkle.ts'
import type { Step } from './merkle.ts'
import { reached } from './outage.ts'
import { dayOf, dueAt, hashOfLeaf, rootsOf } from './root.ts'
import type { Leaf, Root, RootPage, Roots } from './root.ts'

/** What shows that an entry is covered by a day's root; `docs/verify-proof.mjs` says how. */
export interface Proof {
  /** What the entry says: its fields as they are hashed. */
  entry: Record<string, unknown>
  /** The hash of the entry before it in its account, '' if there is none. */
  previous: string
  /** The digests of the entries after it in its account, up to the last one of the day. */
  following: string[]
  /** From the account to the top of the day's tree. */
  path: Step[]
  day: string
  /** The root before, '' for the first one. */
  previousRoot: string
  root: string
}

export interface ProofsOptions {
  db: mongo.Db
  now: () => Date
}

const mostFollowing = 10_000
/** Housekeeping comes by every few seconds, and a large ledger takes it a minute. */
const overdueSeconds = 60

/** Shows that entries are what they were when their day ended. */
export function createProofs({ db, now }: ProofsOptions) {
  const collections = collectionsOf(db)
  const stores = rootsOf(db)

  /**
   * Undefined if there is no such entry. Throws `proof_not_ready` while its day has no root, and `payload_too_large` if its
   * account moved too often on that day.
   */
  async function proofOf(id: string): Promise<Proof | undefined> {
    const entry = await reached(collections.entries.findOne({ _id: id }))
    if (!entry) return undefined
    const covering = await reached(coveringOf(stores, entry))
    if (!covering) throw notReady(entry, now())
    return reached(proofIn(collections, stores, entry, covering))
  }

  return { proofOf }
}

export type Proofs = ReturnType<typeof createProofs>

interface Covering {
  root: Root
  page: RootPage
  leaf: Leaf
}

/** The first root that covers an entry: that of its day, or a later one if it was written when that was made already. */
async function coveringOf(
  { roots, pages }: Roots,
  { account, seq, at }: StoredEntry,
): Promise<Covering | undefined> {
  for await (const root of roots.find({ _id: { $gte: dayOf(at) } }, { sort: { _id: 1 } })) {
    const filter = { pages: root.pages, first: { $lte: account } }
    const page = await pages.findOne(filter, { sort: { first: -1 } })
    const leaf = page?.leaves.find((each) => each.account === account)
    if (page && leaf && leaf.seq >= seq) return { root, page, leaf }
  }
  return undefined
}

function notReady({ at }: StoredEntry, now: Date): Failure {
  const seconds = Math.ceil((dueAt(dayOf(at)).getTime() - now.getTime()) / 1000)
  const message = 'The day of the entry has no root yet. It is made soon after midnight UTC.'
  return new Failure('proof_not_ready', message, {
    retryAfterSeconds: Math.max(seconds, overdueSeconds),
  })
}

async function proofIn(
  collections: Collections,
  stores: Roots,
  entry: StoredEntry,
  { root, page, leaf }: Covering,
): Promise<Proof> {
  const { account, seq } = entry
  const before = await collections.entries.findOne({ account, seq: seq - 1 })
  return {
    entry: fieldsOf(entry),
    previous: before?.hash ?? genesis,
    following: await digestsUntil(collections, entry, leaf),
    path: await pathIn(stores, root, page, leaf),
    ...{ day: root._id, previousRoot: root.previous, root: root.root },
  }
}

async function digestsUntil(
  { entries }: Collections,
  { account, seq }: StoredEntry,
  leaf: Leaf,
): Promise<string[]> {
  if (leaf.seq - seq > mostFollowing) {
    const message = `The account moved more than ${mostFollowing} times after the entry on that day.`
    throw new Failure('payload_too_large', message)
  }
  const digests: string[] = []
  const following = { account, seq: { $gt: seq, $lte: leaf.seq } }
  for await (const entry of entries.find(following, { sort: { seq: 1 } })) {
    digests.push(digestOf(entry))
  }
  return digests
}

/** Up its page, and from there up the tree of pages. */
async function pathIn({ pages }: Roots, root: Root, page: RootPage, leaf: Leaf): Promise<Step[]> {
  const options = { sort: { first: 1 }, projection: { hash: 1 } } as const
  const all = await pages.find({ pages: root.pages }, options).toArray()
  const hashes = all.map(({ hash }) => hash)
  const number = all.findIndex(({ _id }) => _id === page._id)
  return [
    ...pathOf(page.leaves.map(hashOfLeaf), page.leaves.indexOf(leaf)),
    ...pathOf(hashes, number),
  ]
}

function fieldsOf(entry: StoredEntry): Record<string, unknown> {
  const values = JSON.parse(canonical(entry)) as unknown[]
  return Object.fromEntries(
    hashedFields.flatMap((name, index) => {
      const value = values[index] ?? null
      return value === null ? [] : [[name, value]]
    }),
  )
}
