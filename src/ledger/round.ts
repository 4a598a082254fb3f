import { Failure } from '../domain/failure.ts'
import { withinRange } from '../domain/points.ts'
import type { Account } from './account.ts'
import { append } from './append.ts'
import type { Draft } from './append.ts'
import type { OpenHold } from './collections.ts'
import { draftsOf, refusalDraftOf } from './drafts.ts'
import { postedOf } from './entry.ts'
import type { StoredEntry } from './entry.ts'
import { largestFit } from './fit.ts'
import type { Head, Heads } from './heads.ts'
import { createJournal } from './journal.ts'
import { answerOf, failureOf } from './known.ts'
import type { Move, Order, Plan } from './order.ts'
import { isWritten } from './posting.ts'
import { createPostingIds } from './posting-ids.ts'
import { refusalOf } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import type { AccountId, Posted } from './types.ts'

export interface RoundOptions {
  /** The postings that exist, by key, and the heads of all accounts that are touched; both are brought up to date. */
  known: Postings
  heads: Heads
  floorOf: (account: AccountId) => bigint
  now: Date
  stripe: number
  /** The ids of what this round wrote when it was tried before, brought up to date: found again, it is no replay. */
  written: Set<string>
}

export interface Postings {
  get: (key: string) => readonly StoredEntry[] | undefined
  set: (key: string, entries: readonly StoredEntry[]) => void
}

/** What a round writes, all of it in one transaction. */
export interface Written {
  entries: readonly StoredEntry[]
  opened: readonly OpenHold[]
  settled: readonly string[]
  /** The accounts, and their seq, that decided something and get no entry: no fence tells if they moved meanwhile. */
  reliedOn: ReadonlyMap<AccountId, number>
}

/** Applies orders, one after the other, in memory; nothing is stored here. */
export function createRound({ known, heads, floorOf, now, stripe, written }: RoundOptions) {
  const entries: StoredEntry[] = []
  const opened: OpenHold[] = []
  const settled: string[] = []
  const reliedOn = new Map<AccountId, number>()
  const journal = createJournal(heads, stripe)
  const ids = createPostingIds(now)

  /** What an order wrote, what it wrote before, or why it may not be. */
  function apply(order: Order): Posted | Failure {
    const before = known.get(order.key)
    if (before) return answerOf(order, before, !written.has(before[0]?.posting ?? ''))
    try {
      return carryOut(order)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      for (const account of order.accounts) if (isWritten({ account })) relyOn(account)
      return error
    }
  }

  function carryOut(order: Order): Posted | Failure {
    const plan = order.plan(relyOn)
    const refusal = objectionTo(plan.movesAt(plan.size))
    if (!refusal) return write(order, plan, plan.size)
    // All ends of a hold share one key: the refusal of one must not be what the others are answered.
    if (order.settlesHold !== undefined) return failureOf(refusal)
    const size = order.mayCut ? largestFit(plan, (moves) => !objectionTo(moves)) : 0n
    return size > 0n ? write(order, plan, size) : refuse(order, refusal)
  }

  function objectionTo(moves: readonly Move[]): Refusal | undefined {
    const written = moves.filter(isWritten)
    // A single move meets nothing that another one left behind.
    const after = written.length > 1 ? new Map<Account, Head>() : undefined
    for (const [index, move] of written.entries()) {
      const head = after?.get(move.account) ?? headOf(move.account)
      const refusal = refusalOf(move, head, floorFor(move.account))
      if (refusal) {
        // Who was asked before had nothing against it: that decided who is named.
        for (const { account } of written.slice(0, index + 1)) relyOn(account)
        return refusal
      }
      const next = headAfter(move, head)
      after?.set(move.account, next)
    }
    return undefined
  }

  function write(order: Order, plan: Plan, size: bigint): Posted {
    journal.issue(plan.movesAt(size))
    const drafts = draftsOf(order, plan, size, { posting: ids.next(), floorFor })
    if (order.opensHold) opened.push({ _id: order.key, ...order.opensHold })
    if (order.settlesHold !== undefined) settled.push(order.settlesHold)
    return remember(order, drafts)
  }

  function refuse(order: Order, refusal: Refusal): Failure {
    remember(order, [refusalDraftOf(order, refusal, ids.next())])
    return failureOf(refusal)
  }

  function remember({ key }: Order, drafts: readonly Draft[]): Posted {
    const appended = drafts.map((draft) => append(heads, draft, now))
    for (const entry of appended) entries.push(entry)
    journal.cover(key, drafts)
    known.set(key, appended)
    return postedOf(appended, false)
  }

  function finish(): Written {
    const sums = journal.drafts(ids.round).map((draft) => append(heads, draft, now))
    for (const { posting } of entries) written.add(posting)
    if (reliedOn.size > 0) for (const { account } of entries) reliedOn.delete(account)
    return { entries: [...entries, ...sums], opened, settled, reliedOn }
  }

  function relyOn(account: Account): Head {
    const head = headOf(account)
    reliedOn.set(account.id, head.seq)
    return head
  }

  function headOf({ id }: Account): Head {
    return heads.get(id)
  }

  function floorFor({ id, type }: Account): bigint | undefined {
    return type === 'user' ? floorOf(id) : undefined
  }

  return { apply, finish }
}

function headAfter({ amount, held = 0n, closes }: Move, head: Head): Head {
  const { seq, hash, at, lots } = head
  const balance = withinRange(head.balance + amount)
  const isClosed = head.isClosed || closes === true
  return { seq, balance, held: withinRange(head.held + held), hash, at, isClosed, lots }
}
