import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createChainControl, startChain, walletOf } from '../../sandbox/chain/index.ts'
import type { ChainControl, ChainFaultOrder, SandboxChain } from '../../sandbox/chain/index.ts'
import { Failure } from '../../src/domain/failure.ts'
import { createChain } from '../../src/providers/chain.ts'
import type { ChainOptions } from '../../src/providers/chain.ts'
import type { BalanceAsk, Chain } from '../../src/providers/index.ts'
import { failureOf, timeoutMs } from './faults.ts'

let sandbox: SandboxChain
let control: ChainControl
let chain: Chain

beforeAll(async () => {
  sandbox = await startChain({ network: 'mainnet', chainId: 1 })
  control = createChainControl(sandbox.controlUrl)
})
afterAll(() => sandbox.stop())
beforeEach(async () => {
  await control.reset()
  chain = open()
})

function open(options: Partial<ChainOptions> = {}): Chain {
  return createChain({ urls: { mainnet: sandbox.rpcUrl }, timeoutMs: 5_000, ...options })
}

type Kind = 'Nft' | 'EnumerableNft' | 'Items' | 'Token' | 'NoDecimals' | 'LiarToken'

async function deploy(kind: Kind, name: string): Promise<string> {
  return (await control.do({ do: 'deploy', kind, name })).address
}

function nft(token: string, who: string, rest: Partial<BalanceAsk> = {}): BalanceAsk {
  const holder = rest.holder ?? walletOf(who).address
  return { network: 'mainnet', kind: 'nft', token, ...rest, holder }
}
const erc20 = (token: string, who: string) => nft(token, who, { kind: 'erc20' })
const native = (who: string) => nft('', who, { kind: 'native', token: undefined })

async function confirm(): Promise<void> {
  await control.do({ do: 'mine', blocks: 6 })
}

async function confirmedBalances(...asks: BalanceAsk[]) {
  return chain.balances(asks, await chain.confirmed(['mainnet']))
}

async function countOf(method: string): Promise<number> {
  return (await control.state()).calls.byMethod[method] ?? 0
}

describe('balances', () => {
  it('are read of every kind of token at one block', async () => {
    const [apes, items, coin] = [
      await deploy('Nft', 'apes'),
      await deploy('Items', 'items'),
      await deploy('Token', 'coin'),
    ]
    await control.do({ do: 'mint', token: 'apes', who: ['alice', 'alice', 'bob'] })
    await control.do({ do: 'mint', token: 'items', who: 'alice', id: 7, amount: 3 })
    await control.do({ do: 'mint', token: 'items', who: 'alice', id: 8, amount: 2 })
    await control.do({ do: 'mint', token: 'coin', who: 'bob', amount: '5000000000000000000' })
    await confirm()

    expect(
      await confirmedBalances(
        nft(apes, 'alice'),
        nft(apes, 'bob'),
        nft(apes, 'carol'),
        nft(items, 'alice', { tokenIds: ['7'] }),
        nft(items, 'alice', { tokenIds: ['7', '8', '9'] }),
        erc20(coin, 'bob'),
        native('alice'),
      ),
    ).toEqual([2n, 1n, 0n, 3n, 5n, 5n * 10n ** 18n, 100n * 10n ** 18n])
  })

  it('of 500 holders cost one eth_call, and the standard of their contract one more, once', async () => {
    const apes = await deploy('Nft', 'apes')
    const addresses = Array.from({ length: 500 }, (_, index) => {
      return `0x${(index + 1_000_000).toString(16).padStart(40, '0')}`
    })
    const asks = addresses.map((holder) => nft(apes, 'nobody', { holder }))
    await control.do({ do: 'mint', token: 'apes', who: addresses })
    await confirm()
    const pin = await chain.confirmed(['mainnet'])
    await chain.balances([nft(apes, 'alice')], pin)

    const before = await countOf('eth_call')
    expect(await chain.balances(asks, pin)).toEqual(asks.map(() => 1n))
    expect((await countOf('eth_call')) - before).toBe(1)

    expect(await chain.latestBalances(asks)).toEqual(asks.map(() => 1n))
    expect((await countOf('eth_call')) - before).toBe(2)
  })

  it('do not know a transfer that is not confirmed yet', async () => {
    const apes = await deploy('Nft', 'apes')
    await confirm()
    await control.do({ do: 'mint', token: 'apes', who: 'alice' })
    expect(await confirmedBalances(nft(apes, 'alice'))).toEqual([0n])
    expect(await chain.latestBalances([nft(apes, 'alice')])).toEqual([1n])
    await confirm()
    expect(await confirmedBalances(nft(apes, 'alice'))).toEqual([1n])
  })

  it('of a token that moves between two readers of one pin are one of them', async () => {
    const apes = await deploy('Nft', 'apes')
    const { ids } = await control.do({ do: 'mint', token: 'apes', who: 'alice' })
    await confirm()
    const pin = await chain.confirmed(['mainnet'])
    const alice = await chain.balances([nft(apes, 'alice')], pin)
    await control.do({ do: 'transfer', token: 'apes', id: ids[0] ?? '', who: 'alice', to: 'bob' })
    await confirm()
    const bob = await chain.balances([nft(apes, 'bob')], pin)
    expect([alice, bob]).toEqual([[1n], [0n]])
  })

  it('are gone when their block is no longer part of the chain', async () => {
    chain = open({ confirmations: { mainnet: 0 } })
    const apes = await deploy('Nft', 'apes')
    await control.do({ do: 'mint', token: 'apes', who: 'alice' })
    const pin = await chain.confirmed(['mainnet'])
    expect(await chain.balances([nft(apes, 'alice')], pin)).toEqual([1n])

    await control.do({ do: 'reorg', depth: 1 })
    const failure = await failureOf(chain.balances([nft(apes, 'alice')], pin))
    expect(failure.code).toBe('reading_gone')
    expect(await confirmedBalances(nft(apes, 'alice'))).toEqual([0n])
  })

  it('wait for a node that is behind, and are never taken from it', async () => {
    const apes = await deploy('Nft', 'apes')
    await confirm()
    await control.do({ do: 'mint', token: 'apes', who: 'alice' })
    await control.clock({ add: 60_000 })
    await confirm()
    const pin = await chain.confirmed(['mainnet'])
    expect(await chain.balances([nft(apes, 'alice')], pin)).toEqual([1n])

    const asks = [nft(apes, 'alice')]
    await control.faults({ kind: 'behind', blocks: 12 })
    expect((await failureOf(chain.latestBalances(asks))).code).toBe('provider_unavailable')

    await control.clearFaults()
    const unknown = { kind: 'error', code: -32_000, message: 'header not found' } as const
    await control.faults({ ...unknown, match: 'eth_call' })
    await control.faults({ kind: 'null', match: 'eth_getBlockByNumber' })
    expect((await failureOf(chain.balances(asks, pin))).code).toBe('provider_unavailable')
  })

  it('of a contract that did not exist yet are nobody’s', async () => {
    await confirm()
    const pin = await chain.confirmed(['mainnet'])
    const apes = await deploy('Nft', 'apes')
    await control.do({ do: 'mint', token: 'apes', who: 'alice' })
    expect(await chain.balances([nft(apes, 'alice')], pin)).toEqual([0n])
  })

  it('are read one by one where there is no Multicall3', async () => {
    const apes = await deploy('Nft', 'apes')
    await control.do({ do: 'mint', token: 'apes', who: 'alice' })
    await confirm()
    // The sandbox has none at the address of the ZK Stack's chains.
    chain = open({ urls: { abstractTestnet: sandbox.rpcUrl } })
    const wrong = await failureOf(chain.confirmed(['abstractTestnet']))
    expect(wrong).toMatchObject({ code: 'rule_misconfigured' })

    await control.faults({ kind: 'chain_id', chainId: 11_124 })
    const pin = await chain.confirmed(['abstractTestnet'])
    const asks = ['alice', 'bob'].flatMap((who) => [nft(apes, who), native(who)])
    const there = asks.map((ask) => ({ ...ask, network: 'abstractTestnet' }))
    expect(await chain.balances(there, pin)).toEqual([1n, 10n ** 20n, 0n, 10n ** 20n])
    expect(await chain.latestBalances(there)).toEqual([1n, 10n ** 20n, 0n, 10n ** 20n])
  })
})

describe('a contract', () => {
  it.each([
    ['reverts', 'rule_misconfigured'],
    ['gas_bomb', 'rule_misconfigured'],
    ['empty', 'rule_misconfigured'],
    ['short', 'provider_changed'],
    ['max', 'provider_changed'],
  ] as const)(
    'that answers "%s" is %s for its own asks, not for its neighbours',
    async (mode, code) => {
      const [liar, coin] = [await deploy('LiarToken', 'liar'), await deploy('Token', 'coin')]
      const four = ['alice', 'bob', 'carol', 'dave']
      await control.do({ do: 'mint', token: 'coin', who: four, amount: 5 })
      await control.do({ do: 'set_mode', name: 'liar', mode })
      await confirm()

      const asks = four.flatMap((who) => [erc20(liar, who), erc20(coin, who), native(who)])
      for (const balances of [await confirmedBalances(...asks), await chain.latestBalances(asks)]) {
        const theirs = balances.filter((_, index) => index % 3 === 0)
        expect(theirs).toEqual(four.map(() => expect.any(Failure)))
        expect(theirs).toMatchObject(four.map(() => ({ code })))
        const honest = balances.filter((_, index) => index % 3 !== 0)
        expect(honest).toEqual(four.flatMap(() => [5n, 10n ** 20n]))
      }
    },
  )

  it('that is none is the rule’s mistake', async () => {
    await confirm()
    const nobody = walletOf('nobody').address
    expect(await confirmedBalances(erc20(nobody, 'alice'), nft(nobody, 'alice'))).toMatchObject([
      { code: 'rule_misconfigured' },
      { code: 'rule_misconfigured' },
    ])
  })

  it('of fungible tokens is no collection of NFTs', async () => {
    const coin = await deploy('Token', 'coin')
    await control.do({ do: 'mint', token: 'coin', who: 'alice', amount: 5 })
    await confirm()
    const [balance] = await confirmedBalances(nft(coin, 'alice'))
    expect(balance).toMatchObject({ code: 'rule_misconfigured' })
  })

  it('of ERC-1155 needs its token ids', async () => {
    const items = await deploy('Items', 'items')
    await confirm()
    const [balance] = await confirmedBalances(nft(items, 'alice'))
    expect(balance).toMatchObject({ code: 'rule_misconfigured' })
    expect(String(balance)).toContain('name the token ids')
  })

  it('tells its decimals, or the rule must', async () => {
    const [coin, mute] = [await deploy('Token', 'coin'), await deploy('NoDecimals', 'mute')]
    expect(await chain.decimals('mainnet', coin)).toBe(18)
    expect(await failureOf(chain.decimals('mainnet', mute))).toMatchObject({
      code: 'rule_misconfigured',
    })
    const liar = await deploy('LiarToken', 'liar')
    await control.do({ do: 'call', name: 'liar', call: 'setDecimals', args: [200] })
    expect((await failureOf(chain.decimals('mainnet', liar))).code).toBe('provider_changed')
  })
})

describe('a pin', () => {
  it.each([
    ['finalized', 4],
    ['safe', 2],
    [3, 3],
    [0, 0],
  ] as const)('by %s is %i blocks behind', async (confirmation, depth) => {
    const { head } = await control.state()
    const { mainnet } = await open({ confirmations: { mainnet: confirmation } }).confirmed([
      'mainnet',
    ])
    expect(mainnet).toMatchObject({
      number: head - depth,
      hash: expect.stringMatching(/^0x\w{64}$/),
    })
  })

  it('as of a time is the last block not later, and confirmed', async () => {
    const marks: { number: number; time: number }[] = []
    for (let round = 0; round < 5; round++) {
      const { now } = await control.clock({ add: 3_600_000 * (1 + round) })
      await control.do({ do: 'mine', blocks: 8 * (round + 1) })
      marks.push({ number: (await control.state()).head, time: now })
    }
    const newest = (await chain.confirmed(['mainnet'])).mainnet
    for (const { time } of marks) {
      const at = new Date(time - 60_000)
      const { mainnet } = await chain.asOf(['mainnet'], at)
      const next = await blockTime((mainnet?.number ?? 0) + 1)
      expect(Date.parse(mainnet?.time ?? '')).toBeLessThanOrEqual(at.getTime())
      expect(next).toBeGreaterThan(at.getTime())
    }
    const future = new Date((marks.at(-1)?.time ?? 0) + 9e9)
    expect((await chain.asOf(['mainnet'], future)).mainnet).toEqual(newest)
  })

  it('as of a time costs few questions', async () => {
    for (let round = 0; round < 5; round++) {
      await control.clock({ add: 3_600_000 })
      await control.do({ do: 'mine', blocks: 60 })
    }
    const { now } = await control.clock()
    const before = await countOf('eth_getBlockByNumber')
    await chain.asOf(['mainnet'], new Date(now - 2.5 * 3_600_000))
    expect((await countOf('eth_getBlockByNumber')) - before).toBeLessThan(20)
  })

  it('cannot be had of a time before the node’s first block', async () => {
    const failure = await failureOf(chain.asOf(['mainnet'], new Date('2015-01-01')))
    expect(failure.code).toBe('unverifiable')
  })

  async function blockTime(number: number): Promise<number> {
    const params = [`0x${number.toString(16)}`, false]
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_getBlockByNumber', params })
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(sandbox.rpcUrl, { method: 'POST', headers, body })
    const { result } = (await response.json()) as { result: { timestamp: string } }
    return Number(result.timestamp) * 1000
  }
})

describe('a node', () => {
  const faults: [string, ChainFaultOrder, string][] = [
    ['says -32005', { kind: 'limit' }, 'provider_limited'],
    [
      'says 429',
      { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
      'provider_limited',
    ],
    ['answers late', { kind: 'slow', ms: 3 * timeoutMs }, 'provider_unavailable'],
    [
      'says 500',
      { kind: 'status', status: 500, body: { message: 'boom' } },
      'provider_unavailable',
    ],
    ['says 503', { kind: 'status', status: 503 }, 'provider_unavailable'],
    ['shows a web page', { kind: 'html' }, 'provider_unavailable'],
    ['is hidden behind a web page', { kind: 'html', status: 403 }, 'provider_unavailable'],
    ['cuts the line before', { kind: 'drop', when: 'before' }, 'provider_unavailable'],
    ['cuts the line after', { kind: 'drop', when: 'after' }, 'provider_unavailable'],
    ['answers nothing', { kind: 'empty' }, 'provider_unavailable'],
    ['answers half', { kind: 'truncate' }, 'provider_unavailable'],
    ['answers garbage', { kind: 'garbage' }, 'provider_unavailable'],
    [
      'says -32603',
      { kind: 'error', code: -32603, message: 'Internal error' },
      'provider_unavailable',
    ],
    [
      'has dropped the state',
      { kind: 'error', code: -32_000, message: 'missing trie node 7c (path ) is not available' },
      'provider_unavailable',
    ],
    [
      'wants another key',
      { kind: 'status', status: 401, body: { message: 'key' } },
      'provider_refused',
    ],
    [
      'does not know the method',
      { kind: 'error', code: -32601, message: 'no such method' },
      'provider_refused',
    ],
    [
      'answers in another shape',
      { kind: 'status', status: 200, body: { odd: 1 } },
      'provider_changed',
    ],
    ['answers null', { kind: 'null', match: 'eth_call' }, 'provider_changed'],
    ['answers another type', { kind: 'wrong_type' }, 'provider_changed'],
    ['serves another chain', { kind: 'chain_id', chainId: 10 }, 'rule_misconfigured'],
  ]

  it.each(faults)('that %s is a failure, and never a zero', async (_, fault, code) => {
    const coin = await deploy('Token', 'coin')
    await control.do({ do: 'mint', token: 'coin', who: 'alice', amount: 5 })
    await confirm()
    const pin = await chain.confirmed(['mainnet'])
    await control.faults(fault)

    const questions: ((chain: Chain) => Promise<unknown>)[] = [
      (chain) => chain.balances([erc20(coin, 'alice')], pin),
      (chain) => chain.latestBalances([erc20(coin, 'alice')]),
      (chain) => chain.decimals('mainnet', coin),
      (chain) => chain.acceptsSignature('mainnet', coin, 'hello', '0x00'),
    ]
    // Only who is not answered at all is to give up soon.
    const patience = code === 'provider_unavailable' ? timeoutMs : 10_000
    for (const ask of questions) {
      expect(await failureOf(ask(open({ timeoutMs: patience })))).toMatchObject({ code })
    }
    await control.clearFaults()
    expect(await chain.balances([erc20(coin, 'alice')], pin)).toEqual([5n])
  })

  it('that limits us is believed how long', async () => {
    await control.faults({ kind: 'status', status: 429, headers: { 'retry-after': '7' } })
    const failure = await failureOf(chain.confirmed(['mainnet']))
    expect(failure.retryAfterSeconds).toBe(7)
  })

  it.each([
    ['out of order', { kind: 'batch_reversed' }, undefined],
    ['with one missing', { kind: 'batch_missing' }, 'provider_unavailable'],
    ['with more than we know', { kind: 'unknown_field' }, undefined],
  ] as [string, ChainFaultOrder, string | undefined][])(
    'may answer a batch %s',
    async (_, fault, code) => {
      const [coin, apes] = [await deploy('Token', 'coin'), await deploy('Nft', 'apes')]
      await control.do({ do: 'mint', token: 'apes', who: 'alice' })
      await chain.confirmed(['mainnet'])
      await control.faults(fault)
      const both = Promise.all([
        chain.decimals('mainnet', coin),
        chain.latestBalances([erc20(apes, 'alice')]),
      ])
      if (code) expect((await failureOf(both)).code).toBe(code)
      else expect(await both).toEqual([18, [1n]])
    },
  )

  it('is needed for each network', async () => {
    const failure = await failureOf(chain.confirmed(['goerli']))
    expect(failure).toMatchObject({
      code: 'rule_misconfigured',
      message: expect.stringContaining('goerli'),
    })
    expect((await failureOf(chain.confirmed(['toString']))).code).toBe('rule_misconfigured')
  })

  it('is asked nothing before the first question, and reported after each', async () => {
    const seen: unknown[] = []
    const watched = open({ observe: (exchange) => seen.push(exchange) })
    expect(seen).toEqual([])
    await watched.confirmed(['mainnet'])
    await control.faults({ kind: 'status', status: 503 })
    await failureOf(watched.confirmed(['mainnet']))
    expect(seen).toMatchObject([
      { provider: 'chain', network: 'mainnet', status: 200 },
      { provider: 'chain', network: 'mainnet', status: 200 },
      { provider: 'chain', network: 'mainnet', status: 503 },
    ])
  })
})

describe('the signature of a contract wallet', () => {
  const message = 'it is me'

  async function accepts(mode: 'magic' | 'one' | 'reverts' | 'gas_bomb', signer: string) {
    const { address } = await control.do({ do: 'deploy_wallet', name: 'safe', who: 'alice', mode })
    const signature = await walletOf(signer).signMessage(message)
    return chain.acceptsSignature('mainnet', address, message, signature)
  }

  it("is accepted if it is the owner's", async () => {
    expect(await accepts('magic', 'alice')).toBe(true)
  })

  it.each([
    ['somebody else signed', 'magic', 'bob'],
    ['the contract says 1', 'one', 'alice'],
    ['the contract reverts', 'reverts', 'alice'],
    ['the contract burns all gas', 'gas_bomb', 'alice'],
  ] as const)('is not if %s', async (_, mode, signer) => {
    expect(await accepts(mode, signer)).toBe(false)
  })

  it('is not if there is no contract, or no signature', async () => {
    const { address } = walletOf('alice')
    const signature = await walletOf('alice').signMessage(message)
    expect(await chain.acceptsSignature('mainnet', address, message, signature)).toBe(false)
    expect(await chain.acceptsSignature('mainnet', address, message, 'signed, alice')).toBe(false)
  })
})
