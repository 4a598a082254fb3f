import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { ethers } from 'ethers'
import {
  artifactOf,
  createChainControl,
  multicall3Address,
  startChain,
  walletOf,
} from '../../sandbox/chain/index.ts'
import { contractAt, providerOf, useChain } from './chain-support.ts'

const on = useChain()
const alice = walletOf('alice').address
const bob = walletOf('bob').address

describe('a chain', () => {
  it('runs beside another, each with its own id', async () => {
    const base = await startChain({ network: 'base', chainId: 8453 })
    const there = providerOf(base)
    expect(await there.send('eth_chainId', [])).toBe('0x2105')
    expect(await on.provider.send('eth_chainId', [])).toBe('0x1')

    await createChainControl(base.controlUrl).do({ do: 'give', who: 'zoe', amount: 1 })
    expect(await there.getBalance(walletOf('zoe').address)).toBe(1n)
    expect(await on.provider.getBalance(walletOf('zoe').address)).toBe(0n)
    there.destroy()
    await base.stop()
  })

  it('answers 200 balances at one block in one request', async () => {
    const { address } = await on.control.do({ do: 'deploy', kind: 'Nft', name: 'punks' })
    const holders = Array.from({ length: 200 }, (_, index) => {
      return ethers.getAddress(ethers.toBeHex(index + 1_000_000, 20))
    })
    const { block } = await on.control.do({ do: 'mint', token: 'punks', who: holders })
    await on.control.do({ do: 'mint', token: 'punks', who: holders.slice(0, 50) })

    const punks = new ethers.Interface(artifactOf('Nft').abi)
    const asked = holders.map((holder) => ({
      target: address,
      allowFailure: true,
      callData: punks.encodeFunctionData('balanceOf', [holder]),
    }))
    const multicall = contractAt(multicall3Address, 'Multicall3', on.provider)
    const before = (await on.control.state()).calls.requests
    const results = (await multicall['aggregate3']!.staticCall(asked, { blockTag: block })) as {
      success: boolean
      returnData: string
    }[]

    expect((await on.control.state()).calls.requests - before).toBe(1)
    expect(results.map(({ success, returnData }) => success && BigInt(returnData))).toEqual(
      holders.map(() => 1n),
    )
    expect(await multicall['getEthBalance']!(alice)).toBe(ethers.parseEther('100'))
  })

  it('lets one call of many fail without the others', async () => {
    const { address } = await on.control.do({ do: 'deploy', kind: 'LiarToken', name: 'liar' })
    await on.control.do({ do: 'set_mode', name: 'liar', mode: 'reverts' })
    const callData = new ethers.Interface(artifactOf('LiarToken').abi).encodeFunctionData(
      'balanceOf',
      [alice],
    )
    const calls = [true, true].map((allowFailure) => ({ target: address, allowFailure, callData }))
    const multicall = contractAt(multicall3Address, 'Multicall3', on.provider)
    const results = (await multicall['aggregate3']!.staticCall(calls)) as { success: boolean }[]
    expect(results.map(({ success }) => success)).toEqual([false, false])
    const strict = calls.map((call) => ({ ...call, allowFailure: false }))
    await expect(multicall['aggregate3']!.staticCall(strict)).rejects.toThrow(/revert/)
  })

  it('is safe two blocks and final four blocks behind its head', async () => {
    await on.control.do({ do: 'deploy', kind: 'Nft', name: 'punks' })
    await on.control.do({ do: 'mine', blocks: 4 })
    await on.control.do({ do: 'mint', token: 'punks', who: 'alice' })
    const { head, safe, finalized } = await on.control.state()
    expect([head - safe, head - finalized]).toEqual([2, 4])
    expect([await balanceOf('alice'), await balanceOf('alice', 'finalized')]).toEqual(['1', '0'])

    await on.control.do({ do: 'mine', blocks: 4 })
    expect(await balanceOf('alice', 'finalized')).toBe('1')
  })

  it.each([
    ['dropped', false, '0'],
    ['mined again', true, '1'],
  ])('after a reorg has a transfer %s', async (_, remine, balance) => {
    await on.control.do({ do: 'deploy', kind: 'Nft', name: 'punks' })
    await on.control.do({ do: 'mint', token: 'punks', who: 'alice' })
    const moved = { token: 'punks', who: 'alice', to: 'bob', id: 1 }
    const { tx, block } = await on.control.do({ do: 'transfer', ...moved })
    const was = await on.provider.getBlock(block)
    await on.control.do({ do: 'reorg', depth: 1, remine })

    expect(await balanceOf('bob')).toBe(balance)
    expect((await on.provider.getBlock(block))!.hash).not.toBe(was!.hash)
    expect((await on.provider.getTransactionReceipt(tx)) !== null).toBe(remine)
    expect(await on.provider.getLogs({ fromBlock: block })).toHaveLength(Number(balance))
  })

  it('refuses to replace blocks from before the sandbox', async () => {
    await expect(on.control.do({ do: 'reorg', depth: 5 })).rejects.toThrow('at most 0 blocks')
  })

  it('lends something for exactly so many blocks', async () => {
    await on.control.do({ do: 'deploy', kind: 'Nft', name: 'punks' })
    await on.control.do({ do: 'mint', token: 'punks', who: 'alice' })
    const lent = { token: 'punks', from: 'alice', who: 'bob', id: 1, blocks: 3 }
    const { first, last } = await on.control.do({ do: 'hold_for_blocks', ...lent })
    expect(last - first).toBe(2)
    const seen = [first - 1, first, last, last + 1].map((block) => balanceOf('bob', block))
    expect(await Promise.all(seen)).toEqual(['0', '1', '1', '0'])
  })

  it('gives the native coin, and gas costs nothing', async () => {
    await on.control.do({ do: 'give', who: 'zoe', amount: ethers.parseEther('2').toString() })
    const zoe = walletOf('Zoe').connect(on.provider)
    await (await zoe.sendTransaction({ to: bob, value: 5n })).wait()
    expect(await on.provider.getBalance(zoe.address)).toBe(ethers.parseEther('2') - 5n)
    const { balance } = await on.control.do({ do: 'balance', who: 'bob' })
    expect(BigInt(balance)).toBe(ethers.parseEther('100') + 5n)
  })

  it('takes many orders at once', async () => {
    await on.control.do({ do: 'deploy', kind: 'Nft', name: 'punks' })
    const mints = Array.from({ length: 20 }, () => {
      return on.control.do({ do: 'mint', token: 'punks', who: 'alice' })
    })
    const ids = (await Promise.all(mints)).flatMap((mint) => mint.ids)
    expect(new Set(ids).size).toBe(20)
    expect(await balanceOf('alice')).toBe('20')
  })

  it('has a clock that only moves forward', async () => {
    const { now } = await on.control.clock()
    await on.control.clock({ add: 86_400_000 })
    await on.control.do({ do: 'mine' })
    const { timestamp } = (await on.provider.getBlock('latest'))!
    expect(timestamp * 1000 - now).toBeGreaterThan(86_390_000)
    expect(timestamp * 1000 - now).toBeLessThan(86_420_000)
    await expect(on.control.clock({ now })).rejects.toThrow('only moves forward')
  })

  it('goes back to a snapshot, and by a reset to the beginning', async () => {
    await on.control.do({ do: 'deploy', kind: 'Nft', name: 'punks' })
    const { id } = await on.control.do({ do: 'snapshot' })
    await on.control.do({ do: 'mint', token: 'punks', who: 'alice' })
    await on.control.do({ do: 'revert', id })
    expect(await balanceOf('alice')).toBe('0')
    expect((await on.control.do({ do: 'mint', token: 'punks', who: 'alice' })).ids).toEqual(['1'])

    await on.control.faults({ kind: 'limit' })
    await on.control.clock({ add: 86_400_000 })
    await on.control.reset()
    const { head, contracts, faults, calls, now } = await on.control.state()
    expect({ head, contracts, faults, calls }).toEqual({
      head: 20_000_008,
      contracts: {},
      faults: [],
      calls: { requests: 0, byMethod: {} },
    })
    await on.control.do({ do: 'mine' })
    expect(Math.abs((await on.provider.getBlock('latest'))!.timestamp * 1000 - now)).toBeLessThan(
      5000,
    )
  })

  it.each([
    [{ do: 'fly' }, /"do" must be one of/],
    [{ do: 'mint', token: 'punks', who: 'alice' }, /no contract "punks"/],
    [{ do: 'mine', blocks: 0 }, /blocks/],
    [{ do: 'mine', colour: 'red' }, /colour/],
    [{ do: 'give', who: '0x12', amount: 1 }, /address/],
  ])('refuses %j', async (order, reason) => {
    await expect(on.control.do(order as never)).rejects.toThrow(reason)
  })
})

describe('the process of a chain', () => {
  it('is gone when the chain is stopped', async () => {
    const chain = await startChain({ network: 'polygon', chainId: 137 })
    expect(isAlive(chain.pid)).toBe(true)
    await chain.stop()
    expect(isAlive(chain.pid)).toBe(false)
    await expect(fetch(chain.rpcUrl)).rejects.toThrow()
  })

  it('dies with its parent, even one that is killed', async () => {
    const module = new URL('../../sandbox/chain/anvil.ts', import.meta.url).href
    const script = `import { startAnvil } from '${module}'
      console.log((await startAnvil({ chainId: 10 })).url)`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script])
    const [line] = (await once(parent.stdout, 'data')) as [Buffer]
    const url = line.toString().trim()
    expect((await fetch(url, { method: 'POST' })).status).toBeGreaterThan(0)

    parent.kill('SIGKILL')
    await until(() =>
      fetch(url).then(
        () => false,
        () => true,
      ),
    )
  })

  it('says why it did not start', async () => {
    const chain = startChain({ network: 'mainnet', chainId: 1, binary: '/nowhere/anvil' })
    await expect(chain).rejects.toThrow(/anvil did not start: .*nowhere/)
  })
})

async function balanceOf(who: string, block: string | number = 'latest'): Promise<string> {
  return (await on.control.do({ do: 'balance', token: 'punks', who, block })).balance
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

// Fails by the test's own time limit.
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await wait(10)
}
