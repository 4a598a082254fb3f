import { Failure } from '../domain/failure.ts'
import { minorOf } from '../domain/points.ts'
import { accountId, ownerOf, parseAccountId } from '../ledger/account.ts'
import { settlementKeyOf } from '../ledger/holding.ts'
import { keyOf } from '../ledger/key.ts'
import type { Entry, Ledger } from '../ledger/types.ts'
import type { Currency } from '../store/currencies.ts'
import type { Store } from '../store/index.ts'
import type { Website } from '../store/websites.ts'
import type { Currencies } from './currencies.ts'
import { idFor } from './keyed.ts'
import type { Keyed } from './keyed.ts'
import { issuanceOf } from './points.ts'
import { notFound, within } from './scope.ts'
import type { Scope } from './scope.ts'
import type { Users, Who } from './users.ts'

export interface NewHold extends Who {
  /** Whole units. */
  amount: number | string
  loyaltyCurrencyId?: string | undefined
  expiresAt: Date
  description?: string | undefined
}

export interface HoldView {
  id: string
  account: string
  user: string
  currency: Currency
  amount: bigint
  status: 'open' | 'captured' | 'voided' | 'expired'
  /** What was spent of it. */
  captured: bigint
  description: string | undefined
  expiresAt: Date
  createdAt: Date
  endedAt: Date | undefined
  /** The posting that spent it. */
  transaction: string | undefined
}

export interface HoldsOptions {
  ledger: Ledger
  store: Store
  users: Users
  currencies: Currencies
}

/** Points that are set aside, until they are spent or released. */
export function createHolds({ ledger, store, users, currencies }: HoldsOptions) {
  /** Throws `insufficient_points`, and `not_found` for an unknown user or currency. */
  async function place(website: Website, wanted: NewHold, keyed?: Keyed): Promise<HoldView> {
    const { org, _id } = website
    const user = await users.find({ org, website: _id }, wanted)
    const currency = await currencies.pick(website, wanted.loyaltyCurrencyId, '/loyaltyCurrencyId')
    const id = idFor('hld', keyed)
    await ledger.hold({
      key: keyFor(org, id),
      account: accountId({ org, website: _id, currency: currency._id, owner: ownerOf(user._id) }),
      amount: minorOf(wanted.amount, currency.decimals),
      expiresAt: wanted.expiresAt,
      reason: wanted.description,
    })
    return find({ org, website: _id }, id)
  }

  /** Throws `not_found`. */
  async function find(scope: Scope, id: string): Promise<HoldView> {
    const key = keyFor(scope.org, id)
    const [posting, end] = await Promise.all([
      ledger.findPosting(key),
      ledger.findPosting(settlementKeyOf(key)),
    ])
    const [hold] = posting?.entries ?? []
    if (hold?.kind !== 'hold') throw notFound('hold')
    return viewOf(id, hold, end?.entries ?? [], await currencyOf(scope, hold))
  }

  async function currencyOf(scope: Scope, { account }: Entry): Promise<Currency> {
    const { currency } = parseAccountId(account)
    return within(scope, await store.currencies.find(scope.org, currency), 'hold')
  }

  /** Spends it, or as much of it as is said, and releases the rest. Throws `invalid_request` if it has ended otherwise. */
  async function capture(
    scope: Scope,
    id: string,
    { amount, description }: { amount?: number | string; description?: string },
  ): Promise<HoldView> {
    const { currency } = await find(scope, id)
    await ledger
      .capture({
        hold: keyFor(scope.org, id),
        to: issuanceOf(currency),
        amount: amount === undefined ? undefined : minorOf(amount, currency.decimals),
        reason: description,
      })
      .catch(atId)
    return find(scope, id)
  }

  /** Releases it. Throws `invalid_request` if it has ended otherwise. */
  async function release(scope: Scope, id: string, description?: string): Promise<HoldView> {
    await find(scope, id)
    await ledger.void(keyFor(scope.org, id), description).catch(atId)
    return find(scope, id)
  }

  return { place, find, capture, release }
}

export type Holds = ReturnType<typeof createHolds>

function keyFor(org: string, id: string): string {
  return keyOf(`${org}/hold`, id, '/id')
}

function viewOf(id: string, hold: Entry, [end]: readonly Entry[], currency: Currency): HoldView {
  const { account, heldChange = 0n, expiresAt = hold.at, at, reason } = hold
  const { owner } = parseAccountId(account)
  const captured = end?.kind === 'capture' ? -end.amount : 0n
  return {
    ...{ id, account, currency, amount: heldChange, captured, expiresAt, createdAt: at },
    user: owner.type === 'user' ? owner.user : '',
    status: statusOf(end, expiresAt),
    description: reason,
    endedAt: end?.at,
    transaction: end?.kind === 'capture' ? end.posting : undefined,
  }
}

function statusOf(end: Entry | undefined, expiresAt: Date): HoldView['status'] {
  if (!end) return 'open'
  if (end.kind === 'capture') return 'captured'
  return end.reason === 'expired' && end.at >= expiresAt ? 'expired' : 'voided'
}

/** The ledger speaks of the hold; here its id is in the path. */
function atId(error: unknown): never {
  if (!(error instanceof Failure)) throw error
  const { code, message, errors, cause, retryAfterSeconds } = error
  const moved = errors?.map((each) =>
    each.pointer === '/hold' ? { ...each, pointer: '/id' } : each,
  )
  throw new Failure(code, message, { errors: moved, cause, retryAfterSeconds })
}
