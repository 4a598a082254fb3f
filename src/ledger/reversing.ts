import { accountId, currencyOf, isCounter, parseAccountId, reversedOwnerOf } from './account.ts'
import { checkNote, checkPositive, invalid } from './checks.ts'
import type { StoredEntry } from './entry.ts'
import type { Head } from './heads.ts'
import type { Move, Order, Plan } from './order.ts'
import { quote } from './quote.ts'
import { ceilDivide, magnitude, partOf } from './share.ts'
import type { AccountId, Reversal } from './types.ts'

const longestName = 200

/** Every entry has its own reversals, told apart by name. */
export function reversalKeyOf({ entry, name = 'whole' }: Pick<Reversal, 'entry' | 'name'>): string {
  if (name.length > longestName) {
    throw invalid('/name', 'too_long', `must not be longer than ${longestName} characters`)
  }
  return `@reversal:${quote(entry, '/entry')}:${quote(name, '/name')}`
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

  const legs = [named, ...posting.filter((leg) => leg !== named && !isCounter(leg.account))]
  const counters = posting.filter(({ account }) => isCounter(account))
  const asked = reversal.amount ?? magnitude(named.amount)
  const { account, rule, claim } = named
  const askedLeg = named.amount > 0n ? -asked : asked
  return {
    key: reversalKeyOf(reversal),
    mayCut: reversal.mayCut ?? false,
    content: { kind: 'reversal', rule, legs: [{ account, amount: askedLeg }] },
    note: {
      kind: 'reversal',
      rule,
      claim,
      reason: reversal.reason,
      labels: { reverses: named._id },
    },
    accounts: [...posting.map((leg) => leg.account), ...issuanceOf(legs), ...legs.map(reversedOf)],
    plan: (headOf) => ({ ...planOf(legs, counters, reversal.amount, headOf), asked: askedLeg }),
  }
}

function checkReversible(entry: StoredEntry | undefined): asserts entry is StoredEntry {
  if (entry?.kind === 'reversal') {
    throw invalid('/entry', 'reversal_of_reversal', 'a reversal cannot be reversed')
  }
  if (!entry || entry.amount === 0n || entry.covers || isCounter(entry.account)) {
    throw invalid('/entry', 'not_reversible', 'the entry moved no points that could be taken back')
  }
}

function planOf(
  legs: readonly StoredEntry[],
  counters: readonly StoredEntry[],
  amount: bigint | undefined,
  headOf: (account: AccountId) => Head,
): Plan {
  const done = legs.map((leg) => headOf(reversedOf(leg)).balance)
  const left = legs.map((leg, index) => leftOf(leg.amount, done[index] ?? 0n))
  const leftOfNamed = magnitude(left[0] ?? 0n)
  const size = amount ?? leftOfNamed
  if (leftOfNamed === 0n || size > leftOfNamed) {
    throw invalid('/amount', 'beyond_what_is_left', 'is more than what is left to be reversed')
  }
  const shares = withIssuance(legs, left)

  function movesAt(part: bigint): Move[] {
    // Rounded up in the named entry's own currency, its leg comes out at exactly `part`.
    const parts = partOf(shares, (group, total) =>
      group === shares[0]?.group
        ? ceilDivide(part * total, leftOfNamed)
        : (part * total) / leftOfNamed,
    )
    const mirror = shares.map(({ account }, index) => moveOf(account, -(parts[index] ?? 0n)))
    const counted = legs.map((leg, index) => countOf(leg, parts[index] ?? 0n))
    return [...mirror, ...givenBack(legs, counters, done, parts), ...counted]
  }
  return { size, movesAt }
}

/** Caps and budgets get back what they counted, in proportion to the posting's first leg. */
function givenBack(
  legs: readonly StoredEntry[],
  counters: readonly StoredEntry[],
  done: readonly bigint[],
  parts: readonly bigint[],
): Move[] {
  const first = legs.reduce(
    (least, leg, index) => (leg._id < (legs[least]?._id ?? '') ? index : least),
    0,
  )
  const whole = magnitude(legs[first]?.amount ?? 1n)
  const before = done[first] ?? 0n
  const after = before + magnitude(parts[first] ?? 0n)
  return counters.map(({ account, amount }) =>
    moveOf(account, (amount * before) / whole - (amount * after) / whole),
  )
}

function countOf(leg: StoredEntry, part: bigint): Move {
  return { ...moveOf(reversedOf(leg), magnitude(part)), limit: magnitude(leg.amount) }
}

function leftOf(amount: bigint, done: bigint): bigint {
  return amount > 0n ? amount - done : amount + done
}

/** Issuance was summed up with others', so that its leg is what the written ones lack to zero. */
function withIssuance(legs: readonly StoredEntry[], left: readonly bigint[]) {
  const shares = legs.map(({ account }, index) => {
    return { account, group: currencyOf(account), amount: left[index] ?? 0n }
  })
  for (const group of new Set(shares.map((share) => share.group))) {
    const sum = shares.reduce(
      (total, share) => total + (share.group === group ? share.amount : 0n),
      0n,
    )
    if (sum !== 0n) shares.push({ account: `${group}:issuance`, group, amount: -sum })
  }
  return shares
}

function issuanceOf(legs: readonly StoredEntry[]): AccountId[] {
  return [...new Set(legs.map(({ account }) => `${currencyOf(account)}:issuance`))]
}

function reversedOf({ _id, account }: StoredEntry): AccountId {
  const { org, website, currency } = parseAccountId(account)
  return accountId({ org, website, currency, owner: reversedOwnerOf(_id) })
}

function moveOf(account: AccountId, amount: bigint): Move {
  return { account, amount, pointer: '/entry' }
}
