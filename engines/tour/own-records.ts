import { expectSame, paidClaim, paymentIn } from './claim.ts'
import type { Step } from './tour.ts'

const checkIn: Step = {
  title: 'a user checks in, once a day',
  async run(cast) {
    const rule = await cast.newRule('check_in', 'check in', { amount: 5, interval: 'daily' })
    const user = await cast.newUser(cast.newName('daily'))
    const paid = paymentIn(await paidClaim(cast, rule, user), '5')
    const path = `/api/loyalty/rules/${rule}/complete`
    const again = await cast.api.ask('POST', path, { userId: user })
    expectSame('the same day again', [again.status, again.body['code']], [409, 'interval_spent'])
    return `${paid}; the same day again: 409 interval_spent`
  },
}

const clickLink: Step = {
  title: 'a link is clicked, and pays after its delay of a second',
  async run(cast) {
    const link = 'https://example.com/announcement'
    const rule = await cast.newRule('link_click', 'read the announcement', {
      ...{ amount: 5, metadata: { link, timeDelayToVerifySeconds: 1 } },
    })
    const user = await cast.newUser(cast.newName('reader'))
    const path = `/api/loyalty/rules/${rule}/link`
    const { url } = await cast.api.post<{ url: string }>(path, { userId: user })
    const followed = await fetch(url, { redirect: 'manual' })
    expectSame('where the link leads', followed.headers.get('location'), link)
    return paymentIn(await paidClaim(cast, rule, user), '5')
  },
}

const tellFromOutside: Step = {
  title: "the customer's own service says that something was bought",
  async run(cast) {
    const rule = await cast.newRule('external_rule', 'buy something', {
      ...{ amount: '2.50', loyaltyCurrencyId: cast.seed.cashCurrencyId },
    })
    const user = await cast.newUser(cast.newName('shopper'))
    return paymentIn(await paidClaim(cast, rule, user), '2.5')
  },
}

/** What needs nobody outside: our own records, and the caller's word. */
export const followOwnRecords: readonly Step[] = [checkIn, clickLink, tellFromOutside]
