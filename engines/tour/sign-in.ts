import { Wallet } from 'ethers'
import type { HDNodeWallet } from 'ethers'
import type { Cast } from './cast.ts'
import { expectSame, paidClaim, paymentIn } from './claim.ts'
import type { Step } from './tour.ts'

export const signIn: Step = {
  title: 'a user signs in with a wallet and is paid for it',
  async run(cast) {
    const rule = await cast.newRule('connect_wallet', 'connect a wallet', {
      ...{ amount: 10, metadata: { walletType: 'evm' } },
    })
    const { wallet, user, proof } = await newWalletUser(cast)
    const receipt = await paidClaim(cast, rule, user)
    const replayed = await cast.api.ask('POST', '/api/users/connect', proof)
    expectSame('the same signature again', replayed.status, 422)
    return `${wallet.address}: ${paymentIn(receipt, '10')}, ${receipt.workflow?.id}; its signature again: 422`
  },
}

/** Somebody with a wallet of their own, who has proved by a signature that it is theirs. */
export async function newWalletUser({ api }: Cast) {
  const wallet = Wallet.createRandom()
  const named = { walletAddress: wallet.address, walletType: 'evm' }
  const proof = { ...named, verificationData: await signedChallenge(api, wallet, named) }
  const { id: user } = await api.post<{ id: string }>('/api/users/connect', proof)
  return { wallet, user, proof }
}

async function signedChallenge({ post }: Cast['api'], wallet: HDNodeWallet, named: object) {
  const { message } = await post<{ message: string }>('/api/users/connect/challenge', named)
  return { message, signature: await wallet.signMessage(message) }
}
