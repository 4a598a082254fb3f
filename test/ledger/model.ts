/** What the ledger must come to, in the plainest terms: one thing at a time, in memory, with nothing to lose. */

export const users = ['ann', 'bob', 'cat'] as const
export type User = (typeof users)[number]
export const capLimit = 50n

export type Action =
  | { type: 'credit' | 'capped'; user: User; amount: bigint }
  | { type: 'debit'; user: User; amount: bigint; mayCut: boolean }
  | { type: 'transfer'; user: User; to: User; amount: bigint }
  | { type: 'hold'; user: User; amount: bigint }
  | { type: 'capture'; hold: number; to: User; amount: bigint | undefined }
  | { type: 'void'; hold: number }
  | { type: 'reverse'; posting: number; amount: bigint | undefined; mayCut: boolean }

/** The amounts of the entries on users' accounts, or the code of the refusal. */
export type Outcome = bigint[] | string

interface Leg {
  user: User
  amount: bigint
}

interface Moved {
  legs: Leg[]
  isCapped: boolean
  reversed: bigint
}

export function createModel() {
  const accounts = new Map(users.map((user) => [user, { balance: 0n, held: 0n, counted: 0n }]))
  const moved = new Map<number, Moved>()
  const holds = new Map<
    number,
    { user: User; amount: bigint; end?: { how: string; outcome: Outcome } }
  >()
  const known = new Map<number, Outcome>()
  /** The actions under whose own key something is stored, be it a refusal. */
  const written = new Set<number>()

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

  function carryOut(id: number, action: Action): Outcome {
    switch (action.type) {
      case 'credit':
        return move(id, [{ user: action.user, amount: action.amount }])
      case 'debit':
        return debit(id, action.user, action.amount, action.mayCut)
      case 'transfer':
        if (available(action.user) < action.amount) return 'insufficient_points'
        return move(id, [
          { user: action.user, amount: -action.amount },
          { user: action.to, amount: action.amount },
        ])
      case 'capped':
        return capped(id, action.user, action.amount)
      case 'hold':
        return hold(id, action.user, action.amount)
      case 'capture':
        return settle(action.hold, `${action.to} ${action.amount}`, action.to, action.amount)
      case 'void':
        return settle(action.hold, 'void')
      case 'reverse':
        return reverse(action.posting, action.amount, action.mayCut)
    }
  }

  function debit(id: number, user: User, amount: bigint, mayCut: boolean): Outcome {
    const taken = mayCut ? least(amount, available(user)) : amount
    if (taken === 0n || taken > available(user)) return 'insufficient_points'
    return move(id, [{ user, amount: -taken }])
  }

  function capped(id: number, user: User, amount: bigint): Outcome {
    const given = least(amount, capLimit - account(user).counted)
    if (given === 0n) return 'cap_reached'
    account(user).counted += given
    return move(id, [{ user, amount: given }], true)
  }

  function hold(id: number, user: User, amount: bigint): Outcome {
    if (available(user) < amount) return 'insufficient_points'
    account(user).held += amount
    holds.set(id, { user, amount })
    return [0n]
  }

  function settle(id: number, how: string, to?: User, amount?: bigint): Outcome {
    const held = holds.get(id)
    if (!held) return 'not_found'
    if (to && (amount ?? held.amount) > held.amount) return 'invalid_request'
    const named = to ? `${to} ${amount ?? held.amount}` : how
    if (held.end) return held.end.how === named ? held.end.outcome : 'invalid_request'
    account(held.user).held -= held.amount
    const spent = amount ?? held.amount
    const outcome = to
      ? change([
          { user: held.user, amount: -spent },
          { user: to, amount: spent },
        ])
      : [0n]
    held.end = { how: named, outcome }
    return outcome
  }

  function reverse(id: number, amount: bigint | undefined, mayCut: boolean): Outcome {
    const posting = moved.get(id)
    const [first] = posting?.legs ?? []
    if (!posting || !first) return written.has(id) ? 'invalid_request' : 'not_found'
    const left = magnitude(first.amount) - posting.reversed
    if (left === 0n || (amount ?? left) > left) return 'invalid_request'
    const loser = posting.legs.find((leg) => leg.amount > 0n)?.user
    const room = loser ? available(loser) : left
    const taken = mayCut ? least(amount ?? left, room) : (amount ?? left)
    if (taken === 0n || taken > room) return 'insufficient_points'
    posting.reversed += taken
    if (posting.isCapped) account(first.user).counted -= taken
    return change(
      posting.legs.map(({ user, amount }) => ({ user, amount: amount > 0n ? -taken : taken })),
    )
  }

  function move(id: number, legs: Leg[], isCapped = false): Outcome {
    moved.set(id, { legs, isCapped, reversed: 0n })
    return change(legs)
  }

  function change(legs: Leg[]): Outcome {
    for (const { user, amount } of legs) account(user).balance += amount
    return legs.map(({ amount }) => amount)
  }

  function account(user: User) {
    const found = accounts.get(user)
    if (!found) throw new Error(`there is no ${user}`)
    return found
  }

  function available(user: User): bigint {
    return account(user).balance - account(user).held
  }

  return { apply, account }
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

function magnitude(amount: bigint): bigint {
  return amount < 0n ? -amount : amount
}
