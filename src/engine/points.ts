import { Failure } from '../domain/failure.ts'
import { minorOf, wholeOf } from '../domain/points.ts'
import { pointsExpiryOf } from '../domain/points-expiry.ts'
import { accountId } from '../ledger/account.ts'
import { keyOf } from '../ledger/key.ts'
import type { AccountId, Kind, Ledger, Leg, Posted } from '../ledger/types.ts'
import type { Currency } from '../store/currencies.ts'
import type { UserRecord } from '../store/users.ts'
import type { Website } from '../store/websites.ts'
import type { Currencies } from './currencies.ts'
import { invalid } from './scope.ts'
import type { UserGroups } from './user-groups.ts'
import type { Identity, Users } from './users.ts'

export interface PointsOptions {
  ledger: Ledger
  users: Users
  userGroups: UserGroups
  currencies: Currencies
  now: () => Date
}

/** A reward or a withdrawal as claimr's clients send it. */
export interface Movement extends Identity {
  /** Unique for each reward, and for each withdrawal, of one user. */
  id: string
  /** Whole units of the website's default currency. */
  xp: string | number
  kind?: string | undefined
}

export interface Moved {
  id: string
  /** The same was sent before: nothing was done now. */
  replayed: boolean
  /** The id was used before for something else: nothing was done, as claimr promises. */
  ignored: boolean
  /** In which fields it differs from what was sent then. */
  differs: string[]
  /** Whole units: what was asked, and what was done. */
  requested: string
  done: string
}

/** Points that are given and taken at once: there is nothing to verify. Answered after they are durable. */
export function createPoints({ ledger, users, userGroups, currencies, now }: PointsOptions) {
  /** Throws `invalid_request` for an amount that is none. */
  const reward = (website: Website, movement: Movement) => move(website, 'reward', movement, false)

  /**
   * Takes what is there, down to the floor; with `strict` all or nothing, and then throws
   * `insufficient_points`, for this id for ever.
   */
  const withdraw = (website: Website, movement: Movement, strict: boolean) =>
    move(website, 'withdrawal', movement, !strict)

  async function move(
    website: Website,
    kind: Extract<Kind, 'reward' | 'withdrawal'>,
    movement: Movement,
    mayCut: boolean,
  ): Promise<Moved> {
    const currency = await currencies.pick(website)
    const amount = positive(movement.xp, currency)
    const user = await users.findOrCreate({ org: website.org, website: website._id }, movement)
    const common = {
      key: keyOf(`${website._id}/${user._id}/${kind}`, movement.id, '/id'),
      kind,
      mayCut,
      ...(movement.kind ? { labels: { kind: movement.kind } } : {}),
    }
    const posted =
      kind === 'reward'
        ? ledger.post({ ...common, ...giving(website, currency, user, amount) })
        : ledger.spend({ ...common, ...(await taking(currency, user, amount)) })
    return answerOf(await orReason(posted, mayCut), movement.id, amount, currency)
  }

  function giving(website: Website, currency: Currency, { _id }: UserRecord, amount: bigint) {
    return {
      legs: legsOf(website, currency, _id, amount),
      pointsExpireAt: pointsExpiryOf(currency.pointsExpireAfterDays, now()),
    }
  }

  /** Who is in a group spends what the others have, too. */
  async function taking(currency: Currency, user: UserRecord, amount: bigint) {
    return {
      from: await userGroups.accountsOf(user, currency),
      to: issuanceOf(currency),
      amount,
    }
  }

  /** Nothing left to take is no refusal where less may be taken; a key that was used otherwise is no error. */
  async function orReason(answer: Promise<Posted>, mayCut: boolean): Promise<Posted | Failure> {
    try {
      return await answer
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      const isEmpty = error.code === 'insufficient_points' && mayCut
      if (isEmpty || error.code === 'key_conflict') return error
      throw error
    }
  }

  return { reward, withdraw }
}

export type Points = ReturnType<typeof createPoints>

export function issuanceOf({ _id: currency, org, website }: Currency): AccountId {
  return accountId({ org, website, currency, owner: 'issuance' })
}

/** Issuance pays what users get, and takes what they give back. */
export function legsOf(
  { org, _id: website }: Pick<Website, 'org' | '_id'>,
  { _id: currency }: Pick<Currency, '_id'>,
  user: string,
  amount: bigint,
): Leg[] {
  const place = { org, website, currency }
  return [
    { account: accountId({ ...place, owner: user }), amount },
    { account: accountId({ ...place, owner: 'issuance' }), amount: -amount },
  ]
}

function answerOf(
  posted: Posted | Failure,
  id: string,
  amount: bigint,
  { decimals }: Currency,
): Moved {
  const requested = wholeOf(amount, decimals)
  if (posted instanceof Failure) {
    const ignored = posted.code === 'key_conflict'
    const differs = ignored ? (posted.errors ?? []).map(({ pointer }) => fieldOf(pointer)) : []
    return { id, replayed: false, ignored, differs, requested, done: '0' }
  }
  const moved = posted.entries.reduce((sum, { amount }) => sum + amount, 0n)
  return {
    id,
    replayed: posted.replayed,
    ignored: false,
    differs: [],
    requested,
    done: wholeOf(moved < 0n ? -moved : moved, decimals),
  }
}

/** The ledger's word for a field is not claimr's. */
function fieldOf(pointer: string): string {
  return pointer === '/amount' ? '/xp' : pointer
}

function positive(xp: string | number, { decimals }: Currency): bigint {
  const amount = minorOf(xp, decimals, '/xp')
  if (amount > 0n) return amount
  throw invalid({ pointer: '/xp', code: 'not_positive', message: 'must be more than 0' })
}
