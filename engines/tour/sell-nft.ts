import type { Receipt } from './api.ts'
import { expectSame, isPaid, ownLegs } from './claim.ts'
import { moveNft, sweepUntil } from './hold-nft.ts'
import type { Cast, Holding } from './cast.ts'
import { newWalletUser } from './sign-in.ts'
import type { Step } from './tour.ts'

export const sellNft: Step = {
  title: 'the NFT is sold, and a first look only doubts the dynamic reward',
  async run(cast) {
    const { rule, token, holder, claim } = holdingIn(cast)
    const { wallet } = await newWalletUser(cast)
    const block = await moveNft(cast, token, holder, wallet.address)

    const receipt = await sweepUntil(cast, rule, async () => {
      const seen = await cast.api.receipt(claim)
      return seen.suspect && seen
    })
    expectSame('whether it is still paid', isPaid(receipt), true)
    return `sold in block ${block}; ${receipt.suspect?.code}, still ${receipt.status}`
  },
}

export const takeBack: Step = {
  title: 'a second look finds the same, and the reward is taken back',
  async run(cast) {
    const receipt = await cast.api.receiptOnce(holdingIn(cast).claim, 'taken back', isRevoked)
    const own = ownLegs(receipt)
    const amounts = own.map(({ amount }) => amount.amount)
    expectSame('what the holder was given and had taken', amounts, ['100', '-100'])
    return `${amounts.join(' and ')} points, entries ${own.map(({ entry }) => entry).join(' and ')}`
  },
}

function holdingIn({ left: { holding } }: Cast): Holding {
  if (holding) return holding
  throw new Error('nobody was paid for holding one')
}

function isRevoked({ status }: Receipt): boolean {
  return status === 'revoked'
}
