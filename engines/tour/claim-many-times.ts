import { until } from '../wait.ts'
import type { Cast } from './cast.ts'
import { expectSame, isPaid, paymentIn, sendClaim } from './claim.ts'
import type { Step } from './tour.ts'

const times = 10

export const claimManyTimes: Step = {
  title: `one claim is sent ${times} times at once and pays once`,
  async run(cast) {
    const rule = await cast.newRule('external_rule', 'win the prize', { amount: 7 })
    const user = await cast.newUser(cast.newName('eager'))
    const path = `/api/loyalty/rules/${rule}/complete`
    const sent = Array.from({ length: times - 1 }, () => {
      return cast.api.ask('POST', path, { userId: user })
    })
    const claim = await sendClaim(cast, rule, user)
    // Whoever comes after it was paid is told so.
    const refused = (await Promise.all(sent)).filter(({ status }) => ![200, 409].includes(status))
    expectSame('other answers than "queued" and "spent"', refused, [])
    const receipt = await cast.api.receiptOnce(claim, 'paid', isPaid)
    const paid = paymentIn(receipt, '7')
    const entries = await until('its entry is listed', () => entriesOf(cast, user))
    expectSame('entries of the user', entries.length, 1)
    return `${paid}, ${receipt.workflow?.id}`
  },
}

async function entriesOf({ api }: Cast, user: string) {
  type Listed = { data: { id: string }[] }
  const { data } = await api.get<Listed>(`/api/loyalty/transaction_entries?userId=${user}`)
  return data.length > 0 && data
}
