/** What an account is ranked by. */
export interface Key {
  balance: bigint
  since: number
}

/** The order as one would write it down: all accounts, sorted. */
export function naiveOrder(accounts: ReadonlyMap<string, Key>): string[] {
  return [...accounts]
    .toSorted(([account, key], [other, otherKey]) => {
      if (key.balance !== otherKey.balance) return key.balance > otherKey.balance ? -1 : 1
      if (key.since !== otherKey.since) return key.since < otherKey.since ? -1 : 1
      return Buffer.compare(Buffer.from(account), Buffer.from(other))
    })
    .map(([account]) => account)
}
