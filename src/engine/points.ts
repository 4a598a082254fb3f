import { Failure } from '../domain/failure.ts'
import { minorOf, wholeOf } from '../domain/points.ts'
import { accountId } from '../ledger/account.ts'
import { keyOf } from '../ledger/key.ts'
import type { Kind, Ledger, Leg, Posted, Posting } from '../ledger/types.ts'
import type { Currency } from '../store/currencies.ts'
import type { Website } from '../store/websites.ts'
import type { Currencies } from './currencies.ts'
import { invalid } from './scope.ts'
import type { Identity, Users } from './users.ts'

export interface PointsOptions {
  ledger: Ledger
  users: Users
  currencies: Currencies
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
  duplicate: boolean
  /** The id was used before for something else: nothing was done, as claimr promises. */
  ignored: boolean
  /** In which fields it differs from what was sent then. */
  differs: string[]
  /** Whole units: what was asked, and what was done. */
  requested: string
  done: string
}

/** Points that are given and taken at once: there is nothing to verify. Answered after they are durable. */
export function createPoints({ ledger, users, currencies }: PointsOptions) {
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
    const signed = kind === 'reward' ? amount : -amount
    const posting: Posting = {
      key: keyOf(`${website._id}/${user._id}/${kind}`, movement.id, '/id'),
      kind,
      legs: legsOf(website, currency, user._id, signed),
      mayCut,
      ...(movement.kind ? { labels: { kind: movement.kind } } : {}),
    }
    return answerOf(await attempt(posting), movement.id, amount, currency)
  }

  /** Nothing left to take is no refusal where less may be taken; a key that was used otherwise is no error. */
  async function attempt(posting: Posting): Promise<Posted | Failure> {
    try {
      return await ledger.post(posting)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      const isEmpty = error.code === 'insufficient_points' && posting.mayCut === true
      if (isEmpty || error.code === 'key_conflict') return error
      throw error
    }
  }

  return { reward, withdraw }
}

export type Points = ReturnType<typeof createPoints>

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
    return { id, duplicate: ignored, ignored, differs, requested, done: '0' }
  }
  const taken = posted.entries[0]?.amount ?? 0n
  return {
    id,
    duplicate: posted.replayed,
    ignored: false,
    differs: [],
    requested,
    done: wholeOf(taken < 0n ? -taken : taken, decimals),
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
