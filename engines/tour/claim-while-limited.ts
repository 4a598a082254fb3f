import type { Cast } from './cast.ts'
import { isPaid, paymentIn, sendClaim } from './claim.ts'
import { act, spoil } from './sandbox.ts'
import type { Step } from './tour.ts'

const waitSeconds = 3

export const claimWhileLimited: Step = {
  title: 'X answers 429, and the claim waits it out',
  async run(cast) {
    const { x, world } = cast.sandbox
    const rule = await cast.newRule('drip_x_follow', 'follow us on X', {
      amount: 25,
      metadata: { twitterAccountUrl: `https://x.com/${world.x.handle}` },
    })
    const user = await newFollower(cast)
    const limit = { kind: 'limit', match: 'GET /2/users/*', next: 1 }
    await spoil(x, { ...limit, retryAfterSeconds: waitSeconds })

    const claim = await sendClaim(cast, rule, user)
    const waits = await cast.api.receiptOnce(claim, 'waiting', ({ waiting }) => waiting !== null)
    const receipt = await cast.api.receiptOnce(claim, 'paid', isPaid)
    const seen = `${waits.status}, "${waits.waiting?.message}"; then ${paymentIn(receipt, '25')}`
    return `${seen}, ${receipt.workflow?.id} at ${cast.linkTo(receipt.workflow)}`
  },
}

/** Somebody who follows the programme on X, and has let it see that. */
async function newFollower(cast: Cast): Promise<string> {
  const { x, world } = cast.sandbox
  const who = cast.newName('fan')
  await act(x, { do: 'follow', who, whom: world.x.handle })
  const { access_token: accessToken } = await act(x, { do: 'issue_token', who })
  const user = await cast.newUser(who)
  await cast.api.post('/api/users/credentials', { userId: user, platform: 'x', accessToken })
  return user
}
