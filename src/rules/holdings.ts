import { Failure } from '../domain/failure.ts'
import type { Pin } from '../domain/pin.ts'
import type { Wallet } from '../domain/user.ts'
import type { BalanceAsk, Chain } from '../providers/index.ts'

/** One thing that is counted: a collection, a token, the native coin. */
export type Position = Omit<BalanceAsk, 'holder'>

/** What one user's wallets hold together, by position, in the smallest unit. */
export interface Holding {
  /** At the block that judges. */
  pinned: readonly bigint[]
  /** At the newest block; at the judging one where the newest does not matter. */
  latest: readonly bigint[]
  /** What was there each time it was looked. */
  counted: readonly bigint[]
  /** The wallets that held anything at the judging block. */
  wallets: readonly Wallet[]
}

export interface Look {
  positions: readonly Position[]
  /** Where all are judged; the newest confirmed blocks if it is not given. */
  pin?: Pin | undefined
  /** A time that is over is judged, for which the newest block says nothing. */
  isOver?: boolean | undefined
  /** It must have been there that long before, too. */
  minimumSeconds?: number | undefined
}

interface Sums {
  sums: readonly bigint[]
  wallets: readonly Wallet[]
}

type Read = (asks: readonly BalanceAsk[]) => Promise<readonly (bigint | Failure)[]>

/**
 * Reads what several users hold, in as few calls as two or three looks take: at one block for all of them, so that
 * nothing counts twice while it moves; at the newest, so that what was sold does not count; and earlier, if the rule asks
 * for a time. The least of them counts. Answers in the order of the users, whose own surprises are their own findings.
 */
export async function readHoldings(
  chain: Chain,
  { positions, pin: given, isOver = false, minimumSeconds }: Look,
  users: readonly (readonly Wallet[])[],
): Promise<{ pin: Pin; holdings: readonly (Holding | Failure)[] }> {
  const networks = [...new Set(positions.map(({ network }) => network))]
  const pin = given ?? (await chain.confirmed(networks))

  const pinned = await sumsOf(positions, users, (asks) => chain.balances(asks, pin))
  // Nobody who held nothing at a window's block can hold enough now; without a window the newest block tells whether to wait.
  const mayHold = (sums: Sums | Failure | undefined) => !isOver && (!given || holdsAny(sums))
  const latest = await only(pinned, mayHold, positions, users, (asks) => chain.latestBalances(asks))
  const now = pinned.map((sums, index) => least(sums, latest[index]))

  const then = minimumSeconds && (await chain.asOf(networks, earlier(pin, minimumSeconds)))
  const since = then
    ? await only(now, holdsAny, positions, users, (asks) => chain.balances(asks, then))
    : []
  return {
    pin,
    holdings: pinned.map((sums, index) => holdingOf(sums, latest[index], since[index])),
  }
}

function holdingOf(
  pinned: Sums | Failure,
  latest: Sums | Failure = pinned,
  since: Sums | Failure = pinned,
): Holding | Failure {
  if (pinned instanceof Failure) return pinned
  if (latest instanceof Failure) return latest
  const counted = least(least(pinned, latest), since)
  if (counted instanceof Failure) return counted
  const { sums, wallets } = pinned
  return { pinned: sums, latest: latest.sums, counted: counted.sums, wallets }
}

export function holdsAny(found: Pick<Sums, 'sums'> | Failure | undefined): boolean {
  return found !== undefined && !(found instanceof Failure) && found.sums.some((sum) => sum > 0n)
}

/** Reads again, for those only who pass; undefined for the others. */
async function only(
  found: readonly (Sums | Failure)[],
  passes: (sums: Sums | Failure | undefined) => boolean,
  positions: readonly Position[],
  users: readonly (readonly Wallet[])[],
  read: Read,
): Promise<(Sums | Failure | undefined)[]> {
  const chosen = [...found.keys()].filter((index) => {
    return !(found[index] instanceof Failure) && passes(found[index])
  })
  const wallets = chosen.map((index) => users[index] ?? [])
  const sums = await sumsOf(positions, wallets, read)
  const byIndex = new Map(chosen.map((index, position) => [index, sums[position]]))
  return found.map((_, index) => byIndex.get(index))
}

async function sumsOf(
  positions: readonly Position[],
  users: readonly (readonly Wallet[])[],
  read: Read,
): Promise<(Sums | Failure)[]> {
  const asks = users.flatMap((wallets) =>
    wallets.flatMap(({ address }) =>
      positions.map((position) => ({ ...position, holder: address })),
    ),
  )
  const balances = asks.length > 0 ? await read(asks) : []
  let next = 0
  return users.map((wallets) => {
    const own = wallets.map(() => {
      next += positions.length
      return balances.slice(next - positions.length, next)
    })
    return added(positions, wallets, own)
  })
}

function added(
  positions: readonly Position[],
  wallets: readonly Wallet[],
  balances: readonly (readonly (bigint | Failure)[])[],
): Sums | Failure {
  const sums = positions.map(() => 0n)
  const holders = new Set<Wallet>()
  for (const [index, wallet] of wallets.entries()) {
    for (const [position, balance] of (balances[index] ?? []).entries()) {
      if (balance instanceof Failure) return balance
      if (balance > 0n) holders.add(wallet)
      sums[position] = (sums[position] ?? 0n) + balance
    }
  }
  return { sums, wallets: [...holders] }
}

function least(a: Sums | Failure, b: Sums | Failure | undefined): Sums | Failure {
  if (a instanceof Failure || b === undefined) return a
  if (b instanceof Failure) return b
  const sums = a.sums.map((sum, index) => {
    const other = b.sums[index] ?? 0n
    return sum < other ? sum : other
  })
  return { ...a, sums }
}

function earlier(pin: Pin, seconds: number): Date {
  const times = Object.values(pin).map(({ time }) => Date.parse(time))
  return new Date(Math.min(...times) - seconds * 1000)
}
