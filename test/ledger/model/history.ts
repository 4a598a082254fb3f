import { deepStrictEqual } from 'node:assert/strict'
import type { AccountId, Entry, Ledger } from '../../../src/ledger/types.ts'
import { dateOf } from './days.ts'
import type { Names } from './names.ts'
import type { AccountName, World } from './world.ts'

const pageSize = 4

/** An account, and the end of a day in the past. */
export interface Asked {
  name: AccountName
  day: number
}

/** What the ledger says of how an account came to where it is. Its days are counted from the day on which the run began. */
export async function historyIn(
  ledger: Ledger,
  { accountOf }: Names,
  began: number,
  { name, day }: Asked,
) {
  const account = accountOf(name)
  const { balance, held } = await ledger.balanceAsOf(account, dateOf(began + day))
  const entries = await statementOf(ledger, account)
  const amounts = entries.map(({ amount }) => amount).filter((amount) => amount !== 0n)
  return { balance, held, amounts: amounts.toReversed() }
}

/** What the model says of it. */
export function historyOf(world: World, { name, day }: Asked) {
  const then = world.past.find((each) => each.day === day)?.accounts ?? world.accounts
  const { balance, held } = then[name]
  return { balance, held, amounts: world.accounts[name].amounts }
}

/** All pages of it, newest first. */
async function statementOf(ledger: Ledger, account: AccountId): Promise<readonly Entry[]> {
  const entries: Entry[] = []
  for (;;) {
    const page = await ledger.statement(account, { before: entries.at(-1)?.seq, limit: pageSize })
    entries.push(...page)
    if (page.length < pageSize) break
  }
  const [half] = entries.slice(entries.length / 2)
  if (half) await agree(ledger, half)
  return entries
}

/** What a statement says of the balance after an entry is what the balance was as of it. */
async function agree(ledger: Ledger, { account, seq, balance, held }: Entry): Promise<void> {
  const then = await ledger.balanceAsOf(account, seq)
  deepStrictEqual([then.balance, then.held, then.seq], [balance, held, seq], account)
}
