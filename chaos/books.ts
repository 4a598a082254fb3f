import type { AccountId, Entry, Ledger } from '../src/ledger/types.ts'
import type { LogLine } from './log.ts'

const pageSize = 1_000
/** Most accounts have moved by a few entries since they were last read. */
const firstPageSize = 50
const atOnce = 16

export interface Book {
  account: AccountId
  /** Oldest first. */
  entries: Entry[]
}

/** Reads accounts through the ledger's own door. */
export function booksOf(ledger: Pick<Ledger, 'statement'>) {
  /** The entries of these accounts, each from a seq on. */
  async function* read(
    accounts: Iterable<AccountId>,
    seqOf: (account: AccountId) => number = () => 0,
  ): AsyncGenerator<Book> {
    const left = [...accounts]
    while (left.length > 0) {
      yield* await Promise.all(
        left.splice(0, atOnce).map(async (account) => {
          return { account, entries: await entriesFrom(account, seqOf(account)) }
        }),
      )
    }
  }

  async function entriesFrom(account: AccountId, seq: number): Promise<Entry[]> {
    const pages: Entry[] = []
    let before: number | undefined
    for (;;) {
      const limit = before === undefined ? firstPageSize : pageSize
      const page = await ledger.statement(account, { before, limit })
      pages.push(...page)
      before = page.at(-1)?.seq
      if (before === undefined || before <= seq || page.length < limit) break
    }
    return pages.filter((entry) => entry.seq >= seq).reverse()
  }

  return { read }
}

/** The accounts that answers spoke of: those of users, and the counters that were moved with them. */
export function accountsTold(lines: readonly LogLine[]): AccountId[] {
  const told = lines.flatMap((line) =>
    line.is === 'answer' && line.answer.is === 'posted' ? line.answer.entries : [],
  )
  return [...new Set(told.flatMap(({ account }) => account ?? []))]
}
