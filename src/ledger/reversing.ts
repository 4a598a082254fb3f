import { Failure } from '../domain/failure.ts'
import { accountOf, isCounter } from './account.ts'
import type { Account } from './account.ts'
import { checkNote, checkPositive, invalid } from './checks.ts'
import type { StoredEntry } from './entry.ts'
import type { Head } from './heads.ts'
import { comingBack, hasPlace } from './lots.ts'
import type { Lot } from './lots.ts'
import type { Move, Order, Plan } from './order.ts'
import { reversedOf } from './pending.ts'
import { quote } from './quote.ts'
import { ceilDivide, magnitude, partOf } from './share.ts'
import type { Share } from './share.ts'
import type { Reversal } from './types.ts'

const longestName = 200
const prefix = '@reversal:'

/** A leg of the posting that is reversed, and where it stands. */
interface Reversed {
  leg: StoredEntry
  /** How much of it was reversed before. */
  done: bigint
  /** How much of it is still pending. */
  pending: bigint
  account: Head
}

/** Every entry has its own reversals, told apart by name. */
export function reversalKeyOf({ entry, name = 'whole' }: Pick<Reversal, 'entry' | 'name'>): string {
  if (name.length > longestName) {
    throw invalid('/name', 'too_long', `must not be longer than ${longestName} characters`)
  }
  return `${prefix}${quote(entry, '/entry')}:${quote(name, '/name')}`
}

/**
 * Mirrors the posting of an entry, all or in proportion. What was reversed of each leg is counted in an account of its own, with the
 * leg as its limit, so that no two reversals together can pass it. Throws `invalid_request`.
 */
export function orderOfReversal(reversal: Reversal, posting: readonly StoredEntry[]): Order {
  const named = posting.find(({ _id }) => _id === reversal.entry)
  checkReversible(named)
  checkNote({ reason: reversal.reason })
  if (reversal.amount !== undefined) checkPositive(reversal.amount, '/amount')

  const legs = [named, ...posting.filter((leg) => leg !== named && isMoved(leg))]
  const counters = posting.filter(({ account }) => isCounter(account))
  const asked = reversal.amount ?? magnitude(named.amount)
  const { account, rule, group, claim } = named
  const askedLeg = named.amount > 0n ? -asked : asked
  return {
    key: reversalKeyOf(reversal),
    mayCut: reversal.mayCut ?? false,
    content: { kind: 'reversal', rule, legs: [{ account, amount: askedLeg }] },
    // What was asked of the entry it names; the rest of the posting follows from it.
    compared: (entries) => entries.slice(0, 1),
    note: {
      kind: 'reversal',
      rule,
      group,
      claim,
      reason: reversal.reason,
      labels: { reverses: named._id },
    },
    accounts: [
      ...posting.map((leg) => accountOf(leg.account)),
      ...issuanceOf(legs),
      ...legs.map(reversedOf),
    ],
    plan(headOf) {
      const reversed = legs.map((leg) => reversedAt(leg, headOf))
      return { ...planOf(reversed, counters, reversal), asked: askedLeg }
    },
  }
}

export function isReversalKey(key: string): boolean {
  return key.startsWith(prefix)
}

/** Whether a reversal failed because there is nothing to take back: it was spent, or taken back before. */
export function isNothingLeft(error: unknown): boolean {
  if (!(error instanceof Failure)) return false
  const [first] = error.errors ?? []
  return error.code === 'insufficient_points' || first?.code === 'beyond_what_is_left'
}

function checkReversible(entry: StoredEntry | undefined): asserts entry is StoredEntry {
  if (entry?.kind === 'reversal') {
    throw invalid('/entry', 'reversal_of_reversal', 'a reversal cannot be reversed')
  }
  if (!entry || !isMoved(entry) || entry.covers) {
    throw invalid('/entry', 'not_reversible', 'the entry moved no points that could be taken back')
  }
}

function isMoved({ account, amount }: StoredEntry): boolean {
  return amount !== 0n && !isCounter(account)
}

function reversedAt(leg: StoredEntry, headOf: (account: Account) => Head): Reversed {
  const { balance, held } = headOf(reversedOf(leg))
  return { leg, done: balance, pending: held, account: headOf(accountOf(leg.account)) }
}

function planOf(
  reversed: readonly Reversed[],
  counters: readonly StoredEntry[],
  { amount, of = 'entry' }: Pick<Reversal, 'amount' | 'of'>,
): Plan {
  const shares = withIssuance(reversed)
  const [named] = shares
  const left = of === 'entry' ? magnitude(named?.amount ?? 0n) : totalOf(shares, named?.group)
  const size = amount ?? left
  if (left === 0n || size > left) {
    throw invalid('/amount', 'beyond_what_is_left', 'is more than what is left to be reversed')
  }

  function movesAt(part: bigint): Move[] {
    // Rounded up in the named entry's own currency, its leg comes out at exactly `part`.
    const parts = partOf(shares, (group, total) =>
      group === named?.group ? ceilDivide(part * total, left) : (part * total) / left,
    )
    return [
      ...shares.map(({ account }, index) => mirrorOf(account, reversed[index], parts[index] ?? 0n)),
      ...givenBack(reversed, counters, parts),
      ...reversed.map((each, index) => countOf(each, magnitude(parts[index] ?? 0n))),
    ]
  }
  return { size, movesAt }
}

/** The mirror image of a part of a leg. What is pending is no longer held; points that were spent expire when they would have. */
function mirrorOf(account: Account, reversed: Reversed | undefined, part: bigint): Move {
  const move = moveOf(account, -part)
  if (!reversed) return move
  if (reversed.pending > 0n) return { ...move, held: -part }
  return reversed.leg.spent ? { ...move, gives: returnedBy(reversed, -part) } : move
}

/** Those that find no place among too many others do not expire; nor do those that expired before, which somebody wants to be there. */
function returnedBy({ leg, done, account }: Reversed, part: bigint): readonly Lot[] {
  const { kind, amount, spent = [] } = leg
  if (kind === 'expiry') return []
  const lots = comingBack(spent, { whole: -amount, done, part })
  return lots.filter((lot) => hasPlace(account.lots, lot))
}

/** Caps and budgets get back what they counted, in proportion to the posting's first leg. */
function givenBack(
  reversed: readonly Reversed[],
  counters: readonly StoredEntry[],
  parts: readonly bigint[],
): Move[] {
  const first = reversed.reduce(
    (least, { leg }, index) => (leg._id < (reversed[least]?.leg._id ?? '') ? index : least),
    0,
  )
  const whole = magnitude(reversed[first]?.leg.amount ?? 1n)
  const before = reversed[first]?.done ?? 0n
  const after = before + magnitude(parts[first] ?? 0n)
  return counters
    .filter(({ amount }) => amount !== 0n)
    .map(({ account, amount }) =>
      moveOf(accountOf(account), (amount * before) / whole - (amount * after) / whole),
    )
}

function countOf({ leg, pending }: Reversed, part: bigint): Move {
  const count = { ...moveOf(reversedOf(leg), part), limit: magnitude(leg.amount) }
  return pending > 0n ? { ...count, held: -part } : count
}

function leftOf({ leg: { amount }, done }: Reversed): bigint {
  return amount > 0n ? amount - done : amount + done
}

/** Issuance was summed up with others', so that its leg is what the written ones lack to zero. */
function withIssuance(reversed: readonly Reversed[]): (Share & { account: Account })[] {
  const shares = reversed.map((each) => {
    const account = accountOf(each.leg.account)
    return { account, group: account.currency, amount: leftOf(each) }
  })
  for (const group of new Set(shares.map((share) => share.group))) {
    const sum = shares.reduce(
      (total, share) => total + (share.group === group ? share.amount : 0n),
      0n,
    )
    if (sum !== 0n) shares.push({ account: accountOf(`${group}:issuance`), group, amount: -sum })
  }
  return shares
}

function totalOf(shares: readonly Share[], wanted: string | undefined): bigint {
  return shares.reduce(
    (total, { group, amount }) => (group === wanted && amount > 0n ? total + amount : total),
    0n,
  )
}

function issuanceOf(legs: readonly StoredEntry[]): Account[] {
  return legs.map(({ account }) => accountOf(`${accountOf(account).currency}:issuance`))
}

function moveOf(account: Account, amount: bigint): Move {
  return { account, amount, pointer: '/entry' }
}
