import { moveNft } from './hold-nft.ts'
import { expectSame } from './claim.ts'
import { newWalletUser } from './sign-in.ts'
import type { Step } from './tour.ts'

export const sellNft: Step = {
  title: 'the NFT is sold, and after a second look its dynamic reward is taken back',
  async run(cast) {
    const { holding } = cast.left
    if (!holding) throw new Error('nobody was paid for holding one')
    const { rule, token, holder, claim } = holding
    const { wallet } = await newWalletUser(cast)
    await moveNft(cast, token, holder, wallet.address)

    await cast.api.post(`/api/loyalty/rules/${rule}/sweep`)
    const { suspect } = await cast.api.receiptOnce(claim, 'doubted', isDoubted)
    const receipt = await cast.api.receiptOnce(claim, 'taken back', ({ status, ledger }) => {
      return status === 'revoked' && ledger.legs.length > 2
    })
    const own = receipt.ledger.legs.filter(({ account }) => account.endsWith(`:${receipt.userId}`))
    const amounts = own.map(({ amount }) => amount.amount)
    expectSame('what the holder was given and had taken', amounts, ['100', '-100'])
    const entries = own.map(({ entry }) => entry).join(' and ')
    return `first look: ${suspect?.code}; second look: ${receipt.status}, entries ${entries}`
  },
}

function isDoubted({ suspect, status }: { suspect: unknown; status: string }): boolean {
  return suspect !== null || status === 'revoked'
}
