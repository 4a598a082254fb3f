import { until } from '../wait.ts'
import type { Cast } from './cast.ts'
import { expectSame, isPaid, paymentIn } from './claim.ts'
import type { Step } from './tour.ts'

const times = 10

export const claimManyTimes: Step = {
  title: `one claim is sent ${times} times at once and pays once`,
  async run(cast) {
    const rule = await cast.newRule('external_rule', 'win the prize', { amount: 7 })
    const user = await cast.newUser(cast.newName('eager'))
    const path = `/api/loyalty/rules/${rule}/complete`
    const sent = Array.from({ length: times }, () => cast.api.ask('POST', path, { userId: user }))
    const answers = await Promise.all(sent)
    // Whoever comes after it was paid is told so.
    const others = answers.filter(({ status }) => status !== 200 && status !== 409)
    expectSame('other answers than "queued" and "spent"', others, [])
    const accepted = answers.filter(({ status }) => status === 200)
    const claims = new Set(accepted.map(({ body }) => String(body['claimId'])))
    expectSame('claims that were made of them', claims.size, 1)
    const [claim = ''] = claims

    const receipt = await cast.api.receiptOnce(claim, 'paid', isPaid)
    const paid = paymentIn(receipt, '7')
    const entries = await until('its entry is listed', () => entriesOf(cast, user))
    expectSame('entries of the user', entries.length, 1)
    return `${accepted.length} were queued as one claim: ${paid}, ${receipt.workflow?.id}`
  },
}

async function entriesOf({ api }: Cast, user: string) {
  type Listed = { data: { id: string }[] }
  const { data } = await api.get<Listed>(`/api/loyalty/transaction_entries?userId=${user}`)
  return data.length > 0 && data
}
