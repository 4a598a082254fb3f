import type { AccountId, Entry } from '../src/ledger/types.ts'
import { differencesOf } from './answer.ts'
import type { Told } from './answer.ts'
import type { Book } from './books.ts'
import { createLaws } from './laws.ts'
import type { LogLine } from './log.ts'
import { orderProblems } from './order.ts'
import type { Booking } from './order.ts'
import { createRequests } from './requests.ts'
import type { Problem, Request } from './request.ts'

export type Check = ReturnType<typeof createCheck>

/**
 * Compares what clients were told with what is stored. First the lines of the log go in, then what was stored since
 * the last time, account by account, and `end` says what is wrong. Sums and chains are the audit's.
 */
export function createCheck() {
  const problems: Problem[] = []
  const report = (kind: Problem['kind'], message: string) => void problems.push({ kind, message })
  const requests = createRequests(report, tell)
  /** Told and not yet found: by the entry's id, or by the operation where no id was told. */
  const awaited = new Map<string, { operation: string; told: Told }>()
  /** Found and not told of. */
  const unclaimed = new Map<string, Entry>()
  /** The hashes of all entries that are as they were told. */
  const matched = new Map<string, string>()
  const heads = new Map<AccountId, Pick<Entry, 'seq' | 'hash'>>()
  const laws = createLaws(report)
  let bookings: Booking[] = []

  function read(line: LogLine): void {
    if (line.is === 'send') laws.hear(line.call)
    requests.read(line)
  }

  function tell({ operation }: Request, entries: readonly Told[]): void {
    for (const told of entries) {
      const place = told.id ?? operation
      const isTaken = awaited.has(place) || matched.has(place)
      if (isTaken) report('broken', `${operation} was told of ${place}, as another one was`)
      else awaited.set(place, { operation, told })
    }
  }

  /** The entries of an account from the last one that was compared before, in their order. */
  function compare(account: AccountId, entries: readonly Entry[]): void {
    const head = heads.get(account)
    const [first] = head ? entries : []
    if (head && first?.hash !== head.hash)
      report('lost', `${account}: its entry ${head.seq} is not the one that was there`)
    let before = head ? head.seq : 0
    for (const entry of head ? entries.slice(1) : entries) {
      laws.look(entry, before)
      before = entry.seq
      if (entry.kind !== 'refusal') unclaimed.set(entry.id, entry)
    }
    const last = entries.at(-1)
    if (last) heads.set(account, { seq: last.seq, hash: last.hash })
  }

  /** What is wrong so far. While something `isOpen`, what nobody was told of may still belong to it. */
  function end({ isOpen = false } = {}): Problem[] {
    unclaimed.forEach(claim)
    for (const { operation, told } of awaited.values())
      report('lost', `${operation} was told of ${told.id ?? 'an entry'}, which is not stored`)
    awaited.clear()
    problems.push(...orderProblems(bookings))
    bookings = []
    if (!isOpen) endAll()
    return problems.splice(0)
  }

  function endAll(): void {
    for (const { operation } of requests.open) report('broken', `${operation} was never answered`)
    requests.open.clear()
    for (const { id, key, account } of unclaimed.values()) {
      const isRefused = requests.get(operationOf(key))?.outcome?.is === 'refused'
      if (isRefused) report('broken', `${id} is stored on ${account} though it was refused`)
      else report('twice', `${id} is stored on ${account}, and nobody was told of it`)
    }
    unclaimed.clear()
  }

  function claim(entry: Entry): void {
    const { id, key, account, seq, hash } = entry
    const place = awaited.has(id) ? id : operationOf(key)
    const found = awaited.get(place)
    if (!found) return
    awaited.delete(place)
    unclaimed.delete(id)
    matched.set(id, hash)
    for (const field of differencesOf(found.told, entry))
      report('broken', `${id}: ${field} was told otherwise than it is stored`)
    const { begun, stored } = requests.get(found.operation) ?? {}
    if (begun !== undefined && stored !== undefined) bookings.push({ account, seq, begun, stored })
  }

  /** Whether all that was ever found is still there, as it was, and nothing else. Wants all accounts, whole. */
  async function compareAll(books: AsyncIterable<Book>): Promise<Problem[]> {
    const missing = new Map(matched)
    for await (const { entries } of books) {
      for (const { id, hash, kind } of entries) {
        if (kind === 'refusal') continue
        if (!matched.has(id)) report('twice', `${id} is stored, and nobody was told of it`)
        else if (matched.get(id) !== hash) report('broken', `${id} is not what it was`)
        missing.delete(id)
      }
    }
    for (const id of missing.keys()) report('lost', `${id} was stored, and is there no more`)
    return problems.splice(0)
  }

  return {
    read,
    compare,
    end,
    compareAll,
    counted: requests.counted,
    /** How far an account was compared. */
    seqOf: (account: AccountId) => heads.get(account)?.seq ?? 0,
  }
}

/** Keys end with the name that their caller gave. */
function operationOf(key: string): string {
  return key.slice(key.lastIndexOf(':') + 1)
}
