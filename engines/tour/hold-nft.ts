import { until } from '../wait.ts'
import type { Cast } from './cast.ts'
import { expectSame, isPaid, paymentIn } from './claim.ts'
import { act } from './sandbox.ts'
import { newWalletUser } from './sign-in.ts'
import type { Step } from './tour.ts'

/** `finalized` is four blocks behind the newest, and that is where the product looks. */
const toFinality = 6

export const holdNft: Step = {
  title: 'an NFT changes hands on the chain, and a sweep pays the new holder',
  async run(cast) {
    const token = cast.newName('tour-nft')
    const { address } = await act(mainnetOf(cast), { do: 'deploy', kind: 'Nft', name: token })
    const rule = await cast.newRule('TokenHold', 'hold our NFT', {
      ...{ amount: 100, claimType: 'auto', frequency: 'daily', rewardLifetime: 'dynamic' },
      collections: [{ network: 'mainnet', address }],
    })
    const [seller, buyer] = [await newWalletUser(cast), await newWalletUser(cast)]
    await act(mainnetOf(cast), { do: 'mint', token, who: seller.wallet.address })
    const block = await moveNft(cast, token, seller.wallet.address, buyer.wallet.address)

    const claim = await sweepUntil(cast, rule, () => claimOf(cast, rule, buyer.user))
    const receipt = await cast.api.receiptOnce(claim, 'paid', isPaid)
    expectSame('claims of the seller', await claimOf(cast, rule, seller.user), undefined)
    cast.left.holding = { rule, token, holder: buyer.wallet.address, claim }
    return `transferred in block ${block}; the buyer: ${paymentIn(receipt, '100')}; the seller: nothing`
  },
}

/** Transfers the collection's first NFT, and mines until nobody doubts it; the number of the transfer's block. */
export async function moveNft(cast: Cast, token: string, from: string, to: string) {
  const mainnet = mainnetOf(cast)
  const moved = { do: 'transfer', token, id: 1, who: from, to }
  const { block } = await act<{ block: number }>(mainnet, moved)
  await act(mainnet, { do: 'mine', blocks: toFinality })
  return block
}

/** Asks for sweeps until one has done what is looked for: one that is asked for while another runs is left out. */
export async function sweepUntil<T>({ api }: Cast, rule: string, look: () => Promise<T>) {
  const sweepAndLook = async () => {
    await api.post(`/api/loyalty/rules/${rule}/sweep`)
    return look()
  }
  return until('what a sweep finds', sweepAndLook, { withinMs: 20_000, everyMs: 400 })
}

function mainnetOf({ sandbox }: Cast): string {
  return sandbox.chains['mainnet']?.controlUrl ?? ''
}

/** The user's claim of a rule, if there is one. */
async function claimOf({ api }: Cast, rule: string, user: string): Promise<string | undefined> {
  const query = new URLSearchParams({ loyaltyRuleId: rule, userId: user })
  type Status = { data: { claimId?: string }[] }
  const { data } = await api.get<Status>(`/api/loyalty/rules/status?${String(query)}`)
  return data[0]?.claimId
}
