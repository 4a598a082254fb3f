import { describe, expect, it } from '@jest/globals'
import { ethers } from 'ethers'
import { artifactOf, contractKinds, sourceHashOf } from '../../sandbox/chain/artifacts.ts'
import { walletOf } from '../../sandbox/chain/index.ts'
import { contractAt, useChain } from './chain-support.ts'

const on = useChain()
const alice = walletOf('alice').address
const bob = walletOf('bob').address

describe('the contracts', () => {
  it.each(contractKinds)('%s has an artifact of its present source', (kind) => {
    expect(artifactOf(kind).sourceHash).toBe(sourceHashOf(kind))
  })

  it.each(['Nft', 'EnumerableNft'] as const)('%s mints, transfers and burns', async (kind) => {
    const { address } = await on.control.do({ do: 'deploy', kind, name: 'punks', symbol: 'PUNK' })
    const { ids } = await on.control.do({
      do: 'mint',
      token: 'punks',
      who: ['alice', 'alice', 'bob'],
    })
    expect(ids).toEqual(['1', '2', '3'])

    await on.control.do({ do: 'transfer', token: 'punks', who: 'alice', to: 'bob', id: 1 })
    await on.control.do({ do: 'burn', token: 'punks', who: 'bob', id: 3 })

    const punks = contractAt(address, kind, on.provider)
    expect(await punks['balanceOf']!(alice)).toBe(1n)
    expect(await punks['balanceOf']!(bob)).toBe(1n)
    expect(await punks['ownerOf']!(1)).toBe(bob)
    expect(await punks['supportsInterface']!('0x80ac58cd')).toBe(true)
    await expect(punks['ownerOf']!(3)).rejects.toThrow(/revert/)
    if (kind === 'EnumerableNft') expect(await punks['tokenOfOwnerByIndex']!(alice, 0)).toBe(2n)
  })

  it('refuse to move what is not the mover’s', async () => {
    await on.control.do({ do: 'deploy', kind: 'Nft', name: 'punks' })
    await on.control.do({ do: 'mint', token: 'punks', who: 'alice', id: 7 })
    const theft = on.control.do({ do: 'transfer', token: 'punks', who: 'bob', to: 'bob', id: 7 })
    await expect(theft).rejects.toThrow(/revert/)
  })

  it('Items counts each id by itself', async () => {
    const { address } = await on.control.do({ do: 'deploy', kind: 'Items', name: 'items' })
    await on.control.do({ do: 'mint', token: 'items', who: 'alice', id: 4, amount: 10 })
    const moved = { token: 'items', who: 'alice', id: 4, amount: 3 }
    await on.control.do({ do: 'transfer', ...moved, to: 'bob' })
    await on.control.do({ do: 'burn', ...moved })

    const items = contractAt(address, 'Items', on.provider)
    expect(await items['balanceOfBatch']!([alice, bob, alice], [4, 4, 5])).toEqual([4n, 3n, 0n])
    expect(await items['supportsInterface']!('0xd9b67a26')).toBe(true)
  })

  it('Token has the decimals it is given', async () => {
    const token = { do: 'deploy', kind: 'Token', name: 'usdc', decimals: 6 } as const
    const { address } = await on.control.do(token)
    await on.control.do({ do: 'mint', token: 'usdc', who: 'alice', amount: '2500000' })
    await on.control.do({ do: 'transfer', token: 'usdc', who: 'alice', to: 'bob', amount: 500000 })
    expect(await contractAt(address, 'Token', on.provider)['decimals']!()).toBe(6n)
    expect(await contractAt(address, 'Token', on.provider)['balanceOf']!(alice)).toBe(2000000n)
    expect(await on.control.do({ do: 'balance', token: 'usdc', who: 'bob' })).toEqual({
      balance: '500000',
    })
  })

  it('NoDecimals has balances and nothing to print them with', async () => {
    const { address } = await on.control.do({ do: 'deploy', kind: 'NoDecimals', name: 'old' })
    await on.control.do({ do: 'mint', token: 'old', who: 'alice', amount: 5 })
    expect(await contractAt(address, 'Token', on.provider)['balanceOf']!(alice)).toBe(5n)
    await expect(contractAt(address, 'Token', on.provider)['decimals']!()).rejects.toThrow(/revert/)
  })

  it.each([
    ['claimed', 42n],
    ['max', 2n ** 256n - 1n],
  ] as const)('LiarToken in mode %s says %s', async (mode, balance) => {
    const { address } = await on.control.do({ do: 'deploy', kind: 'LiarToken', name: 'liar' })
    await on.control.do({ do: 'set_mode', name: 'liar', mode, amount: 42 })
    expect(await contractAt(address, 'LiarToken', on.provider)['balanceOf']!(alice)).toBe(balance)
  })

  it.each(['reverts', 'short', 'empty', 'gas_bomb'] as const)(
    'LiarToken in mode %s has no balance that can be read',
    async (mode) => {
      const { address } = await on.control.do({ do: 'deploy', kind: 'LiarToken', name: 'liar' })
      await on.control.do({ do: 'set_mode', name: 'liar', mode })
      await expect(
        contractAt(address, 'LiarToken', on.provider)['balanceOf']!(alice),
      ).rejects.toThrow()
    },
  )
})

describe('a contract wallet', () => {
  const hash = ethers.hashMessage('I am the treasury')
  const magic = '0x1626ba7e'

  async function ask(signer: string): Promise<unknown> {
    const { contracts } = await on.control.state()
    const signature = await walletOf(signer).signMessage('I am the treasury')
    const wallet = contractAt(contracts['treasury']!.address, 'ContractWallet', on.provider)
    return wallet['isValidSignature']!(hash, signature)
  }

  it('takes its owner’s signature for its own, and nobody else’s', async () => {
    await on.control.do({ do: 'deploy_wallet', name: 'treasury', who: 'carol' })
    expect(await ask('carol')).toBe(magic)
    expect(await ask('bob')).toBe('0xffffffff')
  })

  it.each(['one', 'reverts', 'gas_bomb'] as const)('in mode %s never says yes', async (mode) => {
    await on.control.do({ do: 'deploy_wallet', name: 'treasury', who: 'carol', mode })
    const answer = await ask('carol').catch(() => 'no answer')
    expect(answer).not.toBe(magic)
  })

  it('holds and sends NFTs like anybody', async () => {
    await on.control.do({ do: 'deploy_wallet', name: 'treasury', who: 'carol' })
    await on.control.do({ do: 'deploy', kind: 'Nft', name: 'punks' })
    await on.control.do({ do: 'mint', token: 'punks', who: 'treasury' })
    await on.control.do({ do: 'transfer', token: 'punks', who: 'treasury', to: 'bob', id: 1 })
    expect(await on.control.do({ do: 'balance', token: 'punks', who: 'bob' })).toEqual({
      balance: '1',
    })
  })
})
