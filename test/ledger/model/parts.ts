import { magnitude, most } from './amounts.ts'
import { currencyOf } from './world.ts'
import type { Currency, Purse } from './world.ts'

export interface Amount {
  account: Purse
  amount: bigint
}

/** What one side gets together in a currency, and the other gives: issuance makes up for what is missing of either. */
export function totalOf(legs: readonly Amount[], currency: Currency): bigint {
  let [got, given] = [0n, 0n]
  for (const { account, amount } of legs) {
    if (currencyOf(account) !== currency) continue
    if (amount > 0n) got += amount
    else given -= amount
  }
  return most(got, given)
}

/** A part of every leg, in proportion, where so much of its currency is taken: rounded so that each side comes to it. */
export function partsOf(
  legs: readonly Amount[],
  takenOf: (currency: Currency, total: bigint) => bigint,
): bigint[] {
  const passed = new Map<string, bigint>()
  return legs.map(({ account, amount }) => {
    if (amount === 0n) return 0n
    const currency = currencyOf(account)
    const total = totalOf(legs, currency)
    const taken = takenOf(currency, total)
    const side = `${amount > 0n} ${currency}`
    const before = passed.get(side) ?? 0n
    const after = before + magnitude(amount)
    passed.set(side, after)
    const part = (after * taken) / total - (before * taken) / total
    return amount > 0n ? part : -part
  })
}
