import type { Lot } from './lots.ts'

/** What the model knows: who has what, what was done, and what was answered. */
export interface World {
  day: number
  accounts: Record<AccountName, Account>
  postings: Map<Key, Posting>
  holds: Map<ActionId, OpenHold>
  known: Map<Key, Answer>
  /** The key that an action was sent with. */
  keys: Map<ActionId, Key>
  /** Where the accounts stood when a day was over. */
  past: { day: number; accounts: Readonly<Record<AccountName, Account>> }[]
}

export const users = ['ann', 'bob', 'cat'] as const
export type User = (typeof users)[number]
/** An account of a user: in points, or, with a star, in another currency. */
export type Purse = User | `${User}*`
/** Counts what a rule gave: to a user, or to all. */
export type Counter = `cap of ${User}` | 'budget'
export type AccountName = Purse | Counter
export type Currency = 'points' | 'stars'
export type Key = string
export type ActionId = number

export interface Account {
  readonly balance: bigint
  readonly held: bigint
  /** The points that expire, soonest first. */
  readonly lots: readonly Lot[]
  readonly isClosed: boolean
  /** All that ever changed the balance. */
  readonly amounts: readonly bigint[]
}

export interface Posting {
  readonly legs: readonly Leg[]
  readonly counters: readonly Counter[]
  /** The day until which its points are pending. */
  readonly pendsUntil?: number | undefined
}

export interface Leg {
  readonly account: Purse
  readonly amount: bigint
  /** How much of it was reversed. */
  readonly done: bigint
  /** The points that expire among those it took. */
  readonly spent: readonly Lot[]
}

export interface OpenHold {
  readonly from: Purse
  readonly amount: bigint
  readonly until: number
  readonly isOpen: boolean
}

export interface Answer {
  readonly body: string
  readonly outcome: Outcome
}

/** The amounts of the entries on users' accounts, or the code of the failure. */
export type Outcome = readonly bigint[] | string

export const stars: readonly Purse[] = users.map((user) => `${user}*` as const)
export const purses: readonly Purse[] = [...users, ...stars]
const caps: readonly Counter[] = users.map((user) => `cap of ${user}` as const)
export const accountNames: readonly AccountName[] = [...purses, ...caps, 'budget']

export function newWorld(): World {
  const nothing: Account = { balance: 0n, held: 0n, lots: [], isClosed: false, amounts: [] }
  const accounts = accountNames.map((name) => [name, { ...nothing }])
  return {
    day: 0,
    accounts: Object.fromEntries(accounts) as World['accounts'],
    ...{ postings: new Map(), holds: new Map(), known: new Map(), keys: new Map(), past: [] },
  }
}

export function isUser(name: AccountName): name is User {
  return users.some((user) => user === name)
}

export function isCounter(name: AccountName): name is Counter {
  return name === 'budget' || name.startsWith('cap')
}

export function currencyOf(name: AccountName): Currency {
  return name.endsWith('*') ? 'stars' : 'points'
}

/** How far the account of a user may fall. */
export function floorOf(name: AccountName): bigint {
  return name === 'cat' ? -15n : 0n
}

export function limitOf(name: Counter): bigint {
  return name === 'budget' ? 80n : 50n
}

/** What is in it is never changed, only replaced. */
export function copyOf(world: World): World {
  return {
    day: world.day,
    accounts: { ...world.accounts },
    postings: new Map(world.postings),
    holds: new Map(world.holds),
    known: new Map(world.known),
    keys: new Map(world.keys),
    past: [...world.past],
  }
}
