import { describe, expect, it } from '@jest/globals'
import { ethers } from 'ethers'
import { walletOf, type ChainFaultOrder } from '../../sandbox/chain/index.ts'
import { useChain } from './chain-support.ts'

const on = useChain()
const alice = walletOf('alice').address
const bob = walletOf('bob').address

describe('a fault', () => {
  it.each<[string, ChainFaultOrder, RegExp]>([
    ['limit', { kind: 'limit' }, /limit exceeded/],
    ['error', { kind: 'error', code: -32603, message: 'internal error' }, /internal error/],
    ['status', { kind: 'status', status: 503, body: 'busy' }, /503/],
    ['drop before', { kind: 'drop', when: 'before' }, /hang up|ECONNRESET|closed/],
    ['drop after', { kind: 'drop', when: 'after' }, /hang up|ECONNRESET|closed/],
    ['html', { kind: 'html' }, /JSON|DOCTYPE/],
    ['empty', { kind: 'empty' }, /JSON|missing response/],
    ['garbage', { kind: 'garbage' }, /JSON/],
    ['truncate', { kind: 'truncate' }, /JSON/],
    ['null', { kind: 'null' }, /invalid|null/],
  ])('%s is seen by the caller, once', async (_, fault, seen) => {
    await on.control.faults({ ...fault, match: 'eth_getBalance', next: 1 })
    await expect(on.provider.getBalance(alice)).rejects.toThrow(seen)
    expect(await on.provider.getBalance(alice)).toBe(ethers.parseEther('100'))
  })

  it('slow keeps the caller waiting', async () => {
    await on.control.faults({ kind: 'slow', ms: 150 })
    const start = performance.now()
    await on.provider.getBalance(alice)
    expect(performance.now() - start).toBeGreaterThan(140)
  })

  it('lasts for a time of the chain’s clock', async () => {
    await on.control.faults({ kind: 'limit', match: 'eth_get*', for: 60_000 })
    await expect(on.provider.getBalance(alice)).rejects.toThrow(/limit/)
    await on.control.clock({ add: 60_000 })
    expect(await on.provider.getBalance(alice)).toBeGreaterThan(0n)
  })

  it('chain_id is another chain’s', async () => {
    await on.control.faults({ kind: 'chain_id', chainId: 8453 })
    expect(await on.provider.send('eth_chainId', [])).toBe('0x2105')
    expect(await on.provider.send('net_version', [])).toBe('8453')
  })

  it('wrong_type is a number where a string is due', async () => {
    await on.control.faults({ kind: 'wrong_type' })
    expect(await on.provider.send('eth_getBalance', [alice, 'latest'])).toBe(404)
  })

  it('null hides a receipt', async () => {
    const { tx } = await on.control.do({ do: 'give', who: 'bob', amount: 1 })
    await on.control.faults({ kind: 'null', match: 'eth_getTransactionReceipt', next: 1 })
    expect(await on.provider.getTransactionReceipt(tx)).toBeNull()
    expect((await on.provider.getTransactionReceipt(tx))!.status).toBe(1)
  })

  it('unknown_field is survived', async () => {
    await on.control.faults({ kind: 'unknown_field' })
    expect((await on.provider.getBlock('latest'))!.number).toBe(20_000_008)
  })

  it.each([
    [0, /limited to a 5 range/],
    [1, /too wide/],
    [2, /maximum block range/],
  ])('block_range, wording %i, says %s', async (wording, words) => {
    await on.control.faults({ kind: 'block_range', blocks: 5, wording })
    const head = await on.provider.getBlockNumber()
    const logs = on.provider.getLogs({ fromBlock: head - 5, toBlock: 'latest' })
    await expect(logs).rejects.toThrow(words)
    expect(await on.provider.getLogs({ fromBlock: head - 4, toBlock: 'latest' })).toEqual([])
  })

  it('too_many_results and log_twice touch logs alone', async () => {
    await on.control.do({ do: 'deploy', kind: 'Nft', name: 'punks' })
    const { block } = await on.control.do({ do: 'mint', token: 'punks', who: ['alice', 'bob'] })
    const logs = () => on.provider.getLogs({ fromBlock: block })

    await on.control.faults({ kind: 'too_many_results', max: 1, match: 'eth_getLogs', next: 1 })
    await expect(logs()).rejects.toThrow(/more than 10000 results/)
    await on.control.faults({ kind: 'log_twice', match: 'eth_getLogs', next: 1 })
    expect((await logs()).map(({ index }) => index)).toEqual([0, 0, 1, 1])
  })

  it('missing_state refuses the past and knows the present', async () => {
    await on.control.do({ do: 'mine', blocks: 10 })
    await on.control.faults({ kind: 'missing_state', blocks: 4 })
    const head = await on.provider.getBlockNumber()
    expect(await on.provider.getBalance(alice, head - 4)).toBeGreaterThan(0n)
    expect(await on.provider.getBalance(alice, 'finalized')).toBeGreaterThan(0n)
    await expect(on.provider.getBalance(alice, head - 5)).rejects.toThrow(/missing trie node/)
  })

  it('behind has not seen the newest blocks', async () => {
    await on.control.do({ do: 'mine', blocks: 4 })
    const { tx, block } = await on.control.do({ do: 'give', who: 'bob', amount: 7 })
    await on.control.faults({ kind: 'behind', blocks: 1 })

    expect(await on.provider.getBlockNumber()).toBe(block - 1)
    expect(await on.provider.getBalance(bob)).toBe(ethers.parseEther('100'))
    expect((await on.provider.getBlock('safe'))!.number).toBe(block - 3)
    expect(await on.provider.getBlock(block)).toBeNull()
    expect(await on.provider.getTransactionReceipt(tx)).toBeNull()
    expect(await on.provider.getLogs({ fromBlock: block })).toEqual([])
    await expect(on.provider.getBalance(bob, block)).rejects.toThrow(/header not found/)
  })

  it('with `every: 2` strikes one of two backends', async () => {
    await on.control.do({ do: 'mine', blocks: 4 })
    await on.control.faults({ kind: 'behind', blocks: 2, match: 'eth_blockNumber', every: 2 })
    const heads: number[] = []
    for (let asked = 0; asked < 4; asked++) heads.push(await on.provider.getBlockNumber())
    expect(heads.map((head) => head - 20_000_010)).toEqual([0, 2, 0, 2])
  })

  it('batch_reversed is put in order by the ids', async () => {
    await on.control.faults({ kind: 'batch_reversed' })
    const [balance, head] = await Promise.all([
      on.provider.getBalance(alice),
      on.provider.getBlockNumber(),
    ])
    expect([balance, head]).toEqual([ethers.parseEther('100'), 20_000_008])
    expect((await on.control.state()).calls.requests).toBe(1)
  })

  it('batch_missing is missed by the one who asked', async () => {
    await on.control.faults({ kind: 'batch_missing', index: 1 })
    const [first, second] = await Promise.allSettled([
      on.provider.getBalance(alice),
      on.provider.getBalance(bob),
    ])
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected'])
  })

  it('that nobody knows is refused', async () => {
    await expect(on.control.faults({ kind: 'bad_mood' } as never)).rejects.toThrow(
      /kind|discriminator/,
    )
  })
})

describe('the log of calls', () => {
  it('names method, parameters and the fault that struck', async () => {
    await on.control.faults({ kind: 'limit', match: 'eth_getBalance', next: 1 })
    await on.provider.getBalance(alice, 20_000_004).catch(() => undefined)
    await on.provider.getBlockNumber()
    const calls = await on.control.calls()
    expect(calls).toMatchObject([
      { seq: 1, request: 1, method: 'eth_getBalance', status: 200, fault: 'limit' },
      { seq: 2, request: 2, method: 'eth_blockNumber', status: 200 },
    ])
    expect(calls[0]!.params).toEqual([alice.toLowerCase(), '0x1312d04'])
    expect(await on.control.calls(1)).toHaveLength(1)
    expect((await on.control.state()).calls.byMethod).toEqual({
      eth_getBalance: 1,
      eth_blockNumber: 1,
    })
  })
})
