/** What the ledger must come to, in the plainest terms: one thing at a time, in memory, with nothing to lose. */

export const users = ['ann', 'bob', 'cat'] as const
export type User = (typeof users)[number]
export const capLimit = 50n

export type Action =
  | { type: 'capped'; user: User; amount: bigint }
  /** Days from now, if there are any: when the points are available, and how long they last then. */
  | {
      type: 'credit'
      user: User
      amount: bigint
      pends?: number | undefined
      lasts?: number | undefined
    }
  | { type: 'debit'; user: User; amount: bigint; mayCut: boolean }
  | { type: 'transfer'; user: User; to: User; amount: bigint }
  | { type: 'spend'; from: readonly User[]; to?: User | undefined; amount: bigint; mayCut: boolean }
  | { type: 'hold'; user: User; amount: bigint; days: number }
  | { type: 'capture'; hold: number; to: User; amount: bigint | undefined }
  | { type: 'void'; hold: number }
  | {
      type: 'reverse'
      posting: number
      leg: number
      amount: bigint | undefined
      of: 'entry' | 'posting'
      mayCut: boolean
    }

/** The amounts of the entries on users' accounts, or the code of the refusal. */
export type Outcome = bigint[] | string

interface Lot {
  day: number
  amount: bigint
}

interface Leg {
  user: User
  amount: bigint
  done: bigint
  /** The points that expire among those it took. */
  spent: Lot[]
}

interface Moved {
  legs: Leg[]
  isCapped: boolean
  /** The day until which its points are pending. */
  pendsUntil?: number | undefined
}

interface Account {
  balance: bigint
  held: bigint
  counted: bigint
  lots: Lot[]
}

interface Held {
  user: User
  amount: bigint
  until: number
  end?: { how: string; outcome: Outcome }
}

export interface World {
  day: number
  accounts: Record<User, Account>
  moved: Map<number, Moved>
  holds: Map<number, Held>
  known: Map<number, Outcome>
  /** The actions under whose own key something is stored, be it a refusal. */
  written: Set<number>
}

const nobody = (): Account => ({ balance: 0n, held: 0n, counted: 0n, lots: [] })

export function newWorld(): World {
  return {
    day: 0,
    accounts: { ann: nobody(), bob: nobody(), cat: nobody() },
    moved: new Map(),
    holds: new Map(),
    known: new Map(),
    written: new Set(),
  }
}

/** Acts on a world, which it changes. */
export function modelOf(world: World) {
  const { accounts, moved, holds, known, written } = world

  /** Does the action, or answers what it answered before; a refused request is not remembered. */
  function apply(id: number, action: Action): Outcome {
    const before = known.get(id)
    if (before !== undefined) return before
    const outcome = carryOut(id, action)
    if (outcome === 'invalid_request' || outcome === 'not_found') return outcome
    known.set(id, outcome)
    if (!['capture', 'void', 'reverse'].includes(action.type)) written.add(id)
    return outcome
  }

  /** Lets days pass: holds run out first, then pending points become available, then points expire. */
  function pass(days: number): void {
    world.day += days
    for (const held of holds.values()) {
      if (held.until > world.day || held.end) continue
      accounts[held.user].held -= held.amount
      held.end = { how: 'void', outcome: [0n] }
    }
    for (const posting of moved.values()) {
      if (posting.pendsUntil === undefined || posting.pendsUntil > world.day) continue
      for (const leg of posting.legs) if (leg.amount > 0n) accounts[leg.user].held -= leftOf(leg)
      posting.pendsUntil = undefined
    }
    for (const user of users) {
      const due = sum(accounts[user].lots.filter(({ day }) => day <= world.day))
      take(user, least(due, available(user)))
    }
  }

  function carryOut(id: number, action: Action): Outcome {
    switch (action.type) {
      case 'credit':
        return credit(id, action)
      case 'debit':
        return spend(id, { from: [action.user], amount: action.amount, mayCut: action.mayCut })
      case 'transfer':
        return spend(id, {
          from: [action.user],
          to: action.to,
          amount: action.amount,
          mayCut: false,
        })
      case 'spend':
        return spend(id, action)
      case 'capped':
        return capped(id, action.user, action.amount)
      case 'hold':
        return hold(id, action.user, action.amount, world.day + action.days)
      case 'capture':
        return settle(action.hold, '', action.to, action.amount)
      case 'void':
        return settle(action.hold, 'void')
      case 'reverse':
        return reverse(action)
    }
  }

  function credit(
    id: number,
    { user, amount, pends, lasts }: Action & { type: 'credit' },
  ): Outcome {
    const until = pends === undefined ? undefined : world.day + pends
    const lots = lasts === undefined ? [] : [{ day: (until ?? world.day) + lasts, amount }]
    moved.set(id, { legs: [legOf(user, amount)], isCapped: false, pendsUntil: until })
    give(user, amount, lots)
    if (until !== undefined) accounts[user].held += amount
    return [amount]
  }

  function capped(id: number, user: User, amount: bigint): Outcome {
    const given = least(amount, capLimit - accounts[user].counted)
    if (given === 0n) return 'cap_reached'
    accounts[user].counted += given
    moved.set(id, { legs: [legOf(user, given)], isCapped: true })
    give(user, given)
    return [given]
  }

  /** The first who spends is always told of, those who helped if they did. */
  function spend(
    id: number,
    {
      from,
      to,
      amount,
      mayCut,
    }: Pick<Action & { type: 'spend' }, 'from' | 'to' | 'amount' | 'mayCut'>,
  ): Outcome {
    const there = from.reduce((total, user) => total + available(user), 0n)
    const taken = mayCut ? least(amount, there) : amount
    if (taken === 0n || taken > there) return 'insufficient_points'
    let due = taken
    const legs = from.flatMap((user, index) => {
      const part = least(due, available(user))
      due -= part
      return part > 0n || index === 0 ? [legOf(user, -part, take(user, part))] : []
    })
    if (to) {
      give(to, taken)
      legs.push(legOf(to, taken))
    }
    moved.set(id, { legs, isCapped: false })
    return legs.map((leg) => leg.amount)
  }

  function hold(id: number, user: User, amount: bigint, until: number): Outcome {
    if (available(user) < amount) return 'insufficient_points'
    accounts[user].held += amount
    holds.set(id, { user, amount, until })
    return [0n]
  }

  function settle(id: number, how: string, to?: User, amount?: bigint): Outcome {
    const held = holds.get(id)
    if (!held) return 'not_found'
    const spent = amount ?? held.amount
    if (to && spent > held.amount) return 'invalid_request'
    const named = to ? `${to} ${spent}` : how
    if (held.end) return held.end.how === named ? held.end.outcome : 'invalid_request'
    accounts[held.user].held -= held.amount
    if (to) {
      take(held.user, spent)
      give(to, spent)
    }
    const outcome = to ? [-spent, spent] : [0n]
    held.end = { how: named, outcome }
    return outcome
  }

  function reverse({
    posting: id,
    leg,
    amount,
    of,
    mayCut,
  }: Action & { type: 'reverse' }): Outcome {
    const posting = moved.get(id)
    const named = posting?.legs[leg]
    if (!posting || !named || named.amount === 0n) {
      return written.has(id) ? 'invalid_request' : 'not_found'
    }
    const legs = [named, ...posting.legs.filter((each) => each !== named && each.amount !== 0n)]
    const total = most(sideOf(legs, 1n), sideOf(legs, -1n))
    const left = of === 'posting' ? total : leftOf(named)
    const size = amount ?? left
    if (left === 0n || size > left) return 'invalid_request'
    const takenAt = (part: bigint) => ceil(part * total, left)
    for (let part = size; part > 0n; part -= 1n) {
      const parts = partsOf(legs, takenAt(part), total)
      if (fits(posting, legs, parts)) return undo(posting, legs, parts)
      if (!mayCut) break
    }
    return 'insufficient_points'
  }

  function fits({ pendsUntil }: Moved, legs: readonly Leg[], parts: readonly bigint[]): boolean {
    if (pendsUntil !== undefined) return true
    return users.every((user) => {
      const taken = legs.reduce(
        (sum, leg, index) =>
          leg.user === user && leg.amount > 0n ? sum + (parts[index] ?? 0n) : sum,
        0n,
      )
      return taken <= available(user)
    })
  }

  function undo({ isCapped, pendsUntil }: Moved, legs: Leg[], parts: readonly bigint[]): Outcome {
    return legs.map((leg, index) => {
      const part = parts[index] ?? 0n
      const account = accounts[leg.user]
      if (leg.amount > 0n) take(leg.user, part)
      else give(leg.user, part, comingBack(leg, part))
      if (leg.amount > 0n && pendsUntil !== undefined) account.held -= part
      if (isCapped) account.counted -= part
      leg.done += part
      return leg.amount > 0n ? -part : part
    })
  }

  function give(user: User, amount: bigint, lots: readonly Lot[] = []): void {
    const account = accounts[user]
    account.balance += amount
    account.lots = added(account.lots, lots)
  }

  /** What expires soonest goes first. */
  function take(user: User, amount: bigint): Lot[] {
    const account = accounts[user]
    account.balance -= amount
    const spent = firstOf(account.lots, amount)
    account.lots = without(account.lots, spent)
    return spent
  }

  function available(user: User): bigint {
    return accounts[user].balance - accounts[user].held
  }

  return { apply, pass }
}

function legOf(user: User, amount: bigint, spent: Lot[] = []): Leg {
  return { user, amount, done: 0n, spent }
}

function leftOf({ amount, done }: Leg): bigint {
  return magnitude(amount) - done
}

function sideOf(legs: readonly Leg[], sign: bigint): bigint {
  return legs.reduce((sum, leg) => (leg.amount * sign > 0n ? sum + leftOf(leg) : sum), 0n)
}

/** What each leg loses where all of a side lose so much: rounded so that they come to it together. */
function partsOf(legs: readonly Leg[], taken: bigint, total: bigint): bigint[] {
  const passed = new Map<boolean, bigint>()
  return legs.map((leg) => {
    const before = passed.get(leg.amount > 0n) ?? 0n
    const after = before + leftOf(leg)
    passed.set(leg.amount > 0n, after)
    return (after * taken) / total - (before * taken) / total
  })
}

/** The last that were spent come back first: what stays spent is what a smaller debit would have spent. */
function comingBack({ amount, done, spent }: Leg, part: bigint): Lot[] {
  const stays = magnitude(amount) - done - part
  return without(firstOf(spent, stays + part), firstOf(spent, stays))
}

function firstOf(lots: readonly Lot[], amount: bigint): Lot[] {
  let due = amount
  return lots.flatMap(({ day, amount: size }) => {
    const part = least(due, size)
    due -= part
    return part > 0n ? [{ day, amount: part }] : []
  })
}

function added(lots: readonly Lot[], more: readonly Lot[]): Lot[] {
  const days = [...new Set([...lots, ...more].map(({ day }) => day))].sort((a, b) => a - b)
  return days.map((day) => ({
    day,
    amount: sum([...lots, ...more].filter((lot) => lot.day === day)),
  }))
}

function without(lots: readonly Lot[], gone: readonly Lot[]): Lot[] {
  return lots
    .map(({ day, amount }) => ({
      day,
      amount: amount - sum(gone.filter((lot) => lot.day === day)),
    }))
    .filter(({ amount }) => amount > 0n)
}

function sum(lots: readonly Lot[]): bigint {
  return lots.reduce((total, { amount }) => total + amount, 0n)
}

function ceil(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

function most(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

function magnitude(amount: bigint): bigint {
  return amount < 0n ? -amount : amount
}
