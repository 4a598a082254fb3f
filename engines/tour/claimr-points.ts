import { Wallet } from 'ethers'
import { until } from '../wait.ts'
import type { Cast } from './cast.ts'
import { expectSame } from './claim.ts'
import type { Step } from './tour.ts'

export const movePointsByClaimr: Step = {
  title: 'claimr rewards twice under one id, and withdraws',
  async run(cast) {
    const { api, newName } = cast
    const account = Wallet.createRandom().address
    const who = { platform: 'web3', account, pid: 'demo', kind: 'tour', env: '' }
    const reward = { ...who, id: newName('reward'), xp: 40 }
    await api.post('/api/v1/user/reward', reward)
    await api.post('/api/v1/user/reward', reward)

    const withdrawal = { ...who, id: newName('too-much'), xp: 41, strict: true }
    const refused = await api.ask('POST', '/api/v1/user/withdraw', withdrawal)
    expectSame('a strict withdrawal of 41', refused.status, 422)
    await api.post('/api/v1/user/withdraw', { ...withdrawal, id: newName('enough'), xp: 15 })

    const balance = await until('a balance of 25', () => balanceOf(cast, account, 25), {
      withinMs: 5000,
    })
    return `40 sent twice counts once, strictly 41 is refused with 422, 15 go: account ${balance} has 25`
  },
}

/** The user's account, once it has that much. */
async function balanceOf({ api }: Cast, walletAddress: string, amount: number) {
  type Listed = { data: { id: string; amount: number | string }[] }
  const { data } = await api.get<Listed>(`/api/loyalty/accounts?walletAddress=${walletAddress}`)
  return Number(data[0]?.amount) === amount && data[0]?.id
}
