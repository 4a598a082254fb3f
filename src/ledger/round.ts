import { monotonicFactory } from 'ulid'
import { Failure } from '../domain/failure.ts'
import { withinRange } from '../domain/points.ts'
import { ownerTypeOf } from './account.ts'
import { append } from './append.ts'
import type { Draft } from './append.ts'
import type { OpenHold } from './collections.ts'
import { draftsOf, refusalDraftOf } from './drafts.ts'
import { postedOf } from './entry.ts'
import type { StoredEntry } from './entry.ts'
import { largestFit } from './fit.ts'
import { unopened } from './heads.ts'
import type { Head } from './heads.ts'
import { createIssuance } from './issuance.ts'
import { answerOf, failureOf } from './known.ts'
import type { Move, Order, Plan } from './order.ts'
import { isWritten } from './posting.ts'
import { refusalOf } from './refusal.ts'
import type { Refusal } from './refusal.ts'
import type { AccountId, Posted } from './types.ts'

export interface RoundOptions {
  /** The postings that exist, by key, and the heads of all accounts that are touched; both are brought up to date. */
  known: Map<string, readonly StoredEntry[]>
  heads: Map<AccountId, Head>
  floorOf: (account: AccountId) => bigint
  now: Date
  stripe: number
}

/** What a round writes, all of it in one transaction. */
export interface Written {
  entries: readonly StoredEntry[]
  opened: readonly OpenHold[]
  settled: readonly string[]
}

/** Applies orders, one after the other, in memory; nothing is stored here. */
export function createRound({ known, heads, floorOf, now, stripe }: RoundOptions) {
  const entries: StoredEntry[] = []
  const opened: OpenHold[] = []
  const settled: string[] = []
  const issuance = createIssuance(heads, stripe)
  const nextId = monotonicFactory()

  /** What an order wrote, what it wrote before, or why it may not be. */
  function apply(order: Order): Posted | Failure {
    const before = known.get(order.key)
    if (before) return answerOf(order, before)
    try {
      return carryOut(order)
    } catch (error) {
      if (error instanceof Failure) return error
      throw error
    }
  }

  function carryOut(order: Order): Posted | Failure {
    const plan = order.plan(headOf)
    const refusal = objectionTo(plan.movesAt(plan.size))
    if (!refusal) return write(order, plan, plan.size)
    const size = order.mayCut ? largestFit(plan, (moves) => !objectionTo(moves)) : 0n
    return size > 0n ? write(order, plan, size) : refuse(order, refusal)
  }

  function objectionTo(moves: readonly Move[]): Refusal | undefined {
    const after = new Map<AccountId, Head>()
    for (const move of moves.filter(isWritten)) {
      const head = after.get(move.account) ?? headOf(move.account)
      const refusal = refusalOf(move, head, floorFor(move.account))
      if (refusal) return refusal
      after.set(move.account, headAfter(move, head))
    }
    return undefined
  }

  function write(order: Order, plan: Plan, size: bigint): Posted {
    const issued = plan.movesAt(size).filter((move) => !isWritten(move))
    issuance.add(order.key, issued)
    const drafts = draftsOf(order, plan, size, { posting: newPosting(), floorFor })
    if (order.opensHold) opened.push({ _id: order.key, ...order.opensHold })
    if (order.settlesHold !== undefined) settled.push(order.settlesHold)
    return remember(order, drafts)
  }

  function refuse(order: Order, refusal: Refusal): Failure {
    remember(order, [refusalDraftOf(order, refusal, newPosting())])
    return failureOf(refusal)
  }

  function remember(order: Order, drafts: readonly Draft[]): Posted {
    const written = drafts.map((draft) => append(heads, draft, now))
    entries.push(...written)
    known.set(order.key, written)
    return postedOf(written, false)
  }

  function finish(): Written {
    const issued = issuance.drafts(newPosting).map((draft) => append(heads, draft, now))
    return { entries: [...entries, ...issued], opened, settled }
  }

  function headOf(account: AccountId): Head {
    return heads.get(account) ?? unopened
  }

  function floorFor(account: AccountId): bigint | undefined {
    return ownerTypeOf(account) === 'user' ? floorOf(account) : undefined
  }

  function newPosting(): string {
    return `pst_${nextId(now.getTime())}`
  }

  return { apply, finish }
}

function headAfter({ amount, held = 0n, closes }: Move, head: Head): Head {
  return {
    ...head,
    balance: withinRange(head.balance + amount),
    held: withinRange(head.held + held),
    isClosed: head.isClosed || closes === true,
  }
}
