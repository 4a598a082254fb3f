import { storedIn } from '../../../src/ledger/auditing/stored.ts'
import type { Stored } from '../../../src/ledger/auditing/stored.ts'
import { entryIdOf } from '../../../src/ledger/entry.ts'
import { settlementKeyOf } from '../../../src/ledger/holding.ts'
import type { Place } from '../support.ts'
import { bytesOf, comparePlaces } from './documents.ts'
import type { Document } from './documents.ts'

/** The lists beside the entries, read once. */
export async function listsOf({ db }: Place) {
  const stored = storedIn(db)
  const roots = await stored.roots()
  const leaves = await Promise.all(
    roots.map(async (root) => ({ root, pages: await Array.fromAsync(stored.leavesOf(root)) })),
  )
  return {
    roots,
    leaves: new Map(leaves.map(({ root, pages }) => [root._id, pages])),
    holds: await Array.fromAsync(stored.holds()),
    accounts: await stored.accountsAfter(''),
  }
}

export type Lists = Awaited<ReturnType<typeof listsOf>>

/** What a database with these entries would answer the audit. */
export function storedInMemory(documents: readonly Document[], lists: Lists): Stored {
  const sorted = documents.toSorted(comparePlaces).map((document) => {
    return { document, bytes: bytesOf(document) }
  })
  const byId = new Map(sorted.map(({ document, bytes }) => [document._id, bytes]))
  const entriesById = async (ids: readonly string[]) => ids.flatMap((id) => byId.get(id) ?? [])

  return {
    async *entriesInOrder() {
      yield { page: pageOf(sorted.map(({ bytes }) => bytes)), isLater: false }
    },
    async *entriesUnder(name) {
      const under = sorted.filter(({ document: { account } }) => {
        return typeof account === 'string' && account.startsWith(`${name}:`)
      })
      yield under.map(({ bytes }) => bytes)
    },
    entriesById,
    async entriesAt(places) {
      const wanted = new Set(places.map(({ account, seq }) => `${account} ${seq}`))
      return sorted
        .filter(({ document: { account, seq } }) => wanted.has(`${String(account)} ${String(seq)}`))
        .map(({ bytes }) => bytes)
    },
    async *holds() {
      yield* lists.holds
    },
    async holdsAndEnds(keys) {
      return {
        open: lists.holds.filter(({ _id }) => keys.includes(_id)),
        ends: await entriesById(keys.map((key) => entryIdOf(settlementKeyOf(key), 0))),
      }
    },
    accountsAfter: async (account) => lists.accounts.filter(({ _id }) => _id > account),
    roots: async () => lists.roots,
    async *leavesOf({ _id }) {
      yield* lists.leaves.get(_id) ?? []
    },
  }
}

function pageOf(documents: readonly Buffer[]) {
  let end = 0
  const starts = documents.map(({ length }) => (end += length) - length)
  return { bytes: Buffer.concat(documents), starts }
}
