import { accountOf } from './account.ts'
import type { Account } from './account.ts'
import {
  checkKey,
  checkNote,
  checkPayee,
  checkPositive,
  checkUserAccount,
  invalid,
} from './checks.ts'
import type { StoredEntry } from './entry.ts'
import type { Head } from './heads.ts'
import type { Move, Order, Plan } from './order.ts'
import type { AccountId, Spending } from './types.ts'

const mostSources = 100

/**
 * Takes an amount from several accounts, each down to its floor and its holds, before the next is asked: in one posting,
 * whole or not at all, unless it may be cut. Throws `invalid_request`.
 */
export function orderOfSpending(
  spending: Spending,
  floorOf: (account: AccountId) => bigint,
): Order {
  const { key, from, to, amount, mayCut = false, kind, rule } = spending
  checkKey(key)
  checkNote(spending)
  checkPositive(amount, '/amount')
  const sources = sourcesOf(from)
  const payee = checkPayee(to, from[0] ?? '')
  if (sources.includes(payee)) throw invalid('/to', 'invalid_account', 'it spends, too')
  const legs = [
    { account: from[0] ?? '', amount: -amount },
    { account: to, amount },
  ]
  return {
    key,
    mayCut,
    content: { kind, rule, legs: payee.type === 'issuance' ? legs.slice(0, 1) : legs },
    compared,
    note: spending,
    accounts: [...sources, payee],
    plan: (headOf) =>
      planOf(sources, payee, amount, (source) => roomOf(headOf(source), floorOf(source.id))),
  }
}

/**
 * Who spends with the first account, and how much, depends on what was there: only the first one, for the whole, and who
 * is paid make two spendings the same. The first leg says in `asked` what the others helped with.
 */
function compared(legs: readonly StoredEntry[]): readonly StoredEntry[] {
  const [first, ...others] = legs
  const helpers = others.filter(({ amount }) => amount < 0n)
  if (first?.asked === undefined || helpers.some(({ asked }) => asked !== undefined)) return legs
  return legs.filter((leg) => !helpers.includes(leg))
}

function planOf(
  sources: readonly Account[],
  payee: Account,
  amount: bigint,
  roomIn: (source: Account) => bigint,
): Plan {
  function movesAt(size: bigint): Move[] {
    let due = size
    const taken = sources.map((source) => {
      // Nobody is asked who is not needed.
      const room = due > 0n ? roomIn(source) : 0n
      const part = room < due ? room : due
      due -= part
      return part
    })
    const debits = sources.flatMap((account, index): Move[] => {
      // What nobody has is asked of the first, which refuses it.
      const part = (taken[index] ?? 0n) + (index === 0 ? due : 0n)
      return part > 0n || index === 0 ? [{ account, amount: -part, pointer: `/from/${index}` }] : []
    })
    return [...debits, { account: payee, amount: size, pointer: '/to' }]
  }
  return { size: amount, movesAt, asked: -amount }
}

function roomOf({ balance, held, isClosed }: Head, floor: bigint): bigint {
  const room = balance - held - floor
  return isClosed || room < 0n ? 0n : room
}

function sourcesOf(from: readonly AccountId[]): readonly Account[] {
  const [first] = from
  if (first === undefined) throw invalid('/from', 'required', 'somebody must spend')
  if (from.length > mostSources) {
    throw invalid('/from', 'too_many', `at most ${mostSources} accounts spend together`)
  }
  const sources = from.map((account, index) => checkUserAccount(account, `/from/${index}`))
  sources.forEach(({ id, currency }, index) => {
    if (from.indexOf(id) !== index) {
      throw invalid(`/from/${index}`, 'duplicate', 'is named twice')
    }
    if (currency !== accountOf(first).currency) {
      throw invalid(`/from/${index}`, 'unbalanced', 'must be an account of the same currency')
    }
  })
  return sources
}
