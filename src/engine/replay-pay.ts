import { Failure, isRetried } from '../domain/failure.ts'
import { pointsExpiryOf } from '../domain/points-expiry.ts'
import { accountId } from '../ledger/account.ts'
import type { AccountId, Ledger, Posted, Posting } from '../ledger/types.ts'
import type { CounterRecord } from '../store/counters.ts'
import type { Currency } from '../store/currencies.ts'
import type { Store } from '../store/index.ts'
import { legsOf } from './points.ts'
import type { OpenTask } from './tasks.ts'

export interface ReplayPayOptions {
  store: Pick<Store, 'counters'>
  ledger: Ledger
  open: OpenTask
  currency: Currency
  now: () => Date
}

/** What came of making up for a difference: how much was moved, and why it was not all. */
export interface Moved {
  moved: bigint
  refusal?: string | undefined
}

/** Makes up for what replays found, by entries of their own. */
export function createReplayPay({ store, ledger, open, currency, now }: ReplayPayOptions) {
  const { record, rule } = open
  const { org, website } = record

  /** As much of a difference as can be moved now: nothing is taken that the user does not have. */
  async function movable(user: string, difference: bigint): Promise<bigint> {
    if (difference >= 0n) return difference
    const { available } = await ledger.balance(accountOf(user))
    const there = available > 0n ? available : 0n
    return -difference < there ? difference : -there
  }

  /** Posts what is due on these counters, and takes it down there. Safe to be called again for the same ones. */
  async function pay(counters: readonly CounterRecord[]): Promise<ReadonlyMap<string, Moved>> {
    const due = counters.filter(({ replay }) => replay?.due)
    if (due.length === 0) return new Map()
    const posted = await ledger.postAll(due.map(postingOf))
    const moved = new Map<string, Moved>()
    let outage: Failure | undefined
    for (const [index, counter] of due.entries()) {
      const answer = posted[index]
      if (answer === undefined) continue
      // An outage is nobody's refusal: it stays due, and the next run finds it.
      if (answer instanceof Failure && isRetried(answer.code)) outage = answer
      else {
        const result = movedBy(answer)
        await store.counters.settle(counter, result.moved)
        moved.set(counter.user, result)
      }
    }
    if (outage) throw outage
    return moved
  }

  function postingOf({ user, replay }: CounterRecord): Posting {
    const amount = BigInt(replay?.due?.amount ?? 0)
    return {
      key: replay?.due?.key ?? '',
      kind: 'adjustment',
      legs: legsOf({ org, _id: website }, { _id: replay?.currency ?? currency._id }, user, amount),
      rule: record._id,
      ...(rule.loyaltyRuleGroupId === null ? {} : { group: rule.loyaltyRuleGroupId }),
      reason: `replay of ${rule.name}`,
      labels: { replay: String(replay?.times ?? 0) },
      ...(amount < 0n
        ? { mayCut: true }
        : { pointsExpireAt: pointsExpiryOf(currency.pointsExpireAfterDays, now()) }),
    }
  }

  function accountOf(owner: string): AccountId {
    return accountId({ org, website, currency: currency._id, owner })
  }

  return { movable, pay }
}

export type ReplayPay = ReturnType<typeof createReplayPay>

function movedBy(answer: Posted | Failure): Moved {
  if (answer instanceof Failure) return { moved: 0n, refusal: answer.code }
  return { moved: answer.entries[0]?.amount ?? 0n }
}
