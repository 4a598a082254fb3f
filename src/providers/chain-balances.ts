import { Failure } from '../domain/failure.ts'
import { padded, word } from './abi.ts'
import { readAll } from './chain-reads.ts'
import type { BalanceAsk } from './index.ts'
import type { Read, Reading } from './multicall.ts'
import type { Rpc } from './rpc.ts'
import type { StandardOf } from './token-standard.ts'

// balanceOf(address), and balanceOf(address,uint256) of ERC-1155
const balanceOfHolder = '0x70a08231'
const balanceOfId = '0x00fdd58e'

// Beyond what anybody can have been issued: 10^19 whole tokens of 18 decimals.
const largestBalance = 10n ** 37n

/**
 * The balances of one network's asks at one block, in their order. What a contract makes impossible is the failure of
 * its own asks; what the node makes impossible is thrown.
 */
export async function readBalances(
  rpc: Rpc,
  asks: readonly BalanceAsk[],
  reading: Reading,
  standardOf: StandardOf,
): Promise<(bigint | Failure)[]> {
  const plans = await Promise.all(asks.map((ask) => readsOf(ask, standardOf)))
  const reads = plans.flatMap((plan) => (plan instanceof Failure ? [] : plan))
  const answers = await readAll(rpc, reads, reading)
  const empty = await meaningsOfNothing(rpc, reads, answers, reading)

  let next = 0
  return plans.map((plan) => {
    if (plan instanceof Failure) return plan
    return plan.reduce<bigint | Failure>((sum, read) => {
      const balance = credibleBalance(rpc, read, answers[next++], empty)
      if (sum instanceof Failure) return sum
      return balance instanceof Failure ? balance : sum + balance
    }, 0n)
  })
}

async function readsOf(ask: BalanceAsk, standardOf: StandardOf): Promise<Read[] | Failure> {
  const { kind, tokenIds = [] } = ask
  // In lower case, since a checksum (EIP-55) that does not fit would be taken for a mistake.
  const [to, holder] = [ask.token?.toLowerCase(), ask.holder.toLowerCase()]
  if (!isAddress(holder)) return new Failure('invalid_request', `${ask.holder} is no EVM address`)
  if (kind === 'native') return [{ holder }]
  if (!isAddress(to)) return new Failure('rule_misconfigured', `${ask.token} is no EVM address`)
  const plain = [{ to, data: balanceOfHolder + padded(holder) }]
  if (kind === 'erc20') return plain

  const standard = await standardOf(ask.network, to)
  if (standard instanceof Failure) return standard
  if (standard === 'erc721') return plain
  if (tokenIds.length === 0) {
    const message = `${ask.network}: ${to} is an ERC-1155 collection: name the token ids that count`
    return new Failure('rule_misconfigured', message)
  }
  return tokenIds.map((id) => ({ to, data: balanceOfId + padded(holder) + word(BigInt(id)) }))
}

function isAddress(address: string | undefined): address is string {
  return address !== undefined && /^0x[\da-f]{40}$/.test(address)
}

function credibleBalance(
  rpc: Rpc,
  read: Read,
  answer: string | undefined,
  empty: ReadonlyMap<string, 0n | Failure>,
): bigint | Failure {
  const to = 'to' in read ? read.to : 'the native coin'
  if (answer === undefined) {
    return new Failure('rule_misconfigured', `${rpc.network}: ${to} does not tell its balances`)
  }
  if (answer === '0x') return empty.get(to) ?? noBalance(rpc, to)
  const balance = answer.length === 66 ? BigInt(answer) : largestBalance
  if (balance < largestBalance) return balance
  return new Failure('provider_changed', `${rpc.network}: ${to} answers no credible balance`)
}

/** An empty answer is a contract without balances, no contract, or one that was not there yet: nobody held any then. */
async function meaningsOfNothing(
  rpc: Rpc,
  reads: readonly Read[],
  answers: readonly (string | undefined)[],
  { at }: Reading,
): Promise<Map<string, 0n | Failure>> {
  const mute = reads.flatMap((read, index) => {
    return 'to' in read && answers[index] === '0x' ? [read.to] : []
  })
  const meanings = [...new Set(mute)].map(async (to): Promise<[string, 0n | Failure]> => {
    const [then, now] = await Promise.all([
      rpc.send('eth_getCode', [to, at]),
      rpc.send('eth_getCode', [to, 'latest']),
    ])
    if (then !== '0x') return [to, noBalance(rpc, to)]
    if (now !== '0x') return [to, 0n]
    return [to, new Failure('rule_misconfigured', `${rpc.network}: there is no contract at ${to}`)]
  })
  return new Map(await Promise.all(meanings))
}

function noBalance(rpc: Rpc, to: string): Failure {
  return new Failure('rule_misconfigured', `${rpc.network}: ${to} has no balances (balanceOf)`)
}
