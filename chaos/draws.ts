import type { Leg } from '../src/ledger/types.ts'
import { accountOf, hotUsers, otherUsers } from './places.ts'
import type { Currency } from './places.ts'
import type { Random } from './random.ts'

/** Draws who pays whom, and how much. */
export function createDraws(random: Random) {
  const user = () => random.pick(random.chance(0.5) ? hotUsers : otherUsers)
  const currency = (): Currency => (random.chance(0.7) ? 'gold' : 'silver')
  const amount = (most: number) => BigInt(random.int(1, most))
  const upTo = (whole: bigint) => amount(Number(whole))
  const pair = (): [string, string] => {
    const [from = '', to = ''] = random.shuffled([...hotUsers, ...otherUsers.slice(0, 8)])
    return [from, to]
  }

  /** From several to one, and something of another currency beside it, all or nothing. */
  function several(): Leg[] {
    const [to = '', ...from] = random
      .shuffled([...otherUsers.slice(0, 20), ...hotUsers])
      .slice(0, 4)
    const parts = from.flatMap((each) => pay(each, to, amount(20), 'gold'))
    const givers = parts.filter((leg) => leg.amount < 0n)
    const sum = givers.reduce((total, leg) => total - leg.amount, 0n)
    const gift = pay('issuance', to, amount(5), 'silver')
    return [...givers, { account: accountOf(to, 'gold'), amount: sum }, ...gift]
  }

  function pay(from: string, to: string, size: bigint, paid = currency()): Leg[] {
    const legs = [
      { account: accountOf(from, paid), amount: -size },
      { account: accountOf(to, paid), amount: size },
    ]
    return from === 'issuance' ? legs.reverse() : legs
  }

  return { user, currency, amount, upTo, pair, pay, several }
}
