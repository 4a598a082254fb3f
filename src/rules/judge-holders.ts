import { Failure } from '../domain/failure.ts'
import type { Pin } from '../domain/pin.ts'
import { trustOfProof } from '../domain/user.ts'
import type { User, Wallet } from '../domain/user.ts'
import { isAtLeast, later, met, unmet, weakest } from '../domain/verdict.ts'
import type { Evidence, Trust, Verdict } from '../domain/verdict.ts'
import type { Chain } from '../providers/index.ts'
import type { CaseFinding, Circumstances } from './define.ts'
import type { CommonRule } from './fields.ts'
import { holdsAny, readHoldings } from './holdings.ts'
import type { Holding, Position } from './holdings.ts'
import { notAchieved } from './messages.ts'

/** What is judged about a page of holders, all claimants of one rule. */
export interface Question {
  positions: readonly Position[]
  minimumSeconds?: number | undefined
  /** What the tiers are chosen by, of the balances that count, by position. */
  amountOf: (sums: readonly bigint[]) => string
}

interface Holder extends Pick<Circumstances, 'claim' | 'pin' | 'now'> {
  rule: Pick<CommonRule, 'minimumTrust'>
  user: User
  wallets: readonly Wallet[]
}

const waitSeconds = 60

/** One verdict per holder, in their order, from as few calls as their number allows. */
export async function judgeHolders(
  chain: Chain,
  holders: readonly Holder[],
  { positions, minimumSeconds, amountOf }: Question,
): Promise<readonly CaseFinding[]> {
  const asked = holders.map((holder) => ({ holder, wallets: countedWallets(holder) }))
  const ready = asked.flatMap(({ holder, wallets }) => {
    return wallets instanceof Failure || 'kind' in wallets ? [] : [{ holder, wallets }]
  })
  const [first] = holders
  const look = { positions, minimumSeconds, pin: first?.pin, isOver: first && isOver(first) }
  const { pin, holdings } =
    ready.length > 0
      ? await readHoldings(
          chain,
          look,
          ready.map(({ wallets }) => wallets),
        )
      : { pin: {}, holdings: [] }

  const found = new Map(ready.map(({ holder }, index) => [holder, holdings[index]]))
  return asked.map(({ holder, wallets }): CaseFinding => {
    if (wallets instanceof Failure || 'kind' in wallets) return wallets
    const holding = found.get(holder)
    if (!holding) return new Failure('provider_changed', 'no balance was read for this user')
    if (holding instanceof Failure) return holding
    return verdictOf(holder, holding, amountOf, evidenceOf(pin, positions, holding))
  })
}

/** Whether a window is judged that had ended, and was missed then: what was sold since was held in it all the same. */
function isOver({ claim: { window }, pin, now }: Holder): boolean {
  const { end } = window
  if (!pin || !end || now < end) return false
  return Object.values(pin).every(({ time }) => new Date(time) <= end)
}

/** Each EVM wallet once, and only those whose link to the user is as strong as the rule asks. */
function countedWallets({ rule, wallets }: Holder): readonly Wallet[] | Failure | Verdict {
  const evm = new Map<string, Wallet>()
  for (const wallet of wallets) {
    const address = wallet.address.toLowerCase()
    const known = evm.get(address)
    if (!/^0x[\da-f]{40}$/.test(address)) continue
    if (!known || isStronger(wallet, known)) evm.set(address, { ...wallet, address })
  }
  if (evm.size === 0) return new Failure('not_connected', 'EVM wallet not connected')

  const { minimumTrust } = rule
  const counted = [...evm.values()].filter(({ proof }) => {
    return !minimumTrust || isAtLeast(trustOfProof(proof), minimumTrust)
  })
  if (counted.length > 0) return counted
  return unmet('not_proven', 'Please prove a wallet of yours with a signature.')
}

function isStronger(a: Wallet, b: Wallet): boolean {
  return !isAtLeast(trustOfProof(b.proof), trustOfProof(a.proof))
}

function verdictOf(
  { claim, pin, now }: Holder,
  { pinned, latest, counted, wallets }: Holding,
  amountOf: Question['amountOf'],
  evidence: Evidence,
): Verdict {
  if (holdsAny({ sums: counted })) {
    return met(amountOf(counted), evidence, {
      trust: wallets
        .map(({ proof }) => trustOfProof(proof))
        .reduce<Trust>(weakest, 'cryptographic'),
      // A wallet that moves to another user takes its holdings along: in one window it pays one of them.
      proofs: wallets.map(({ address }) => `wallet:${address}:${claim.window.key}`),
    })
  }
  if (holdsAny({ sums: pinned }) && !holdsAny({ sums: latest })) {
    return unmet('no_longer_held', notAchieved, evidence)
  }
  if (holdsAny({ sums: pinned.map((sum, index) => smaller(sum, latest[index] ?? 0n)) })) {
    return unmet('not_held_long_enough', notAchieved, evidence)
  }
  if (pin) return unmet('not_held_at_block', notAchieved, evidence)
  if (!holdsAny({ sums: latest })) return unmet('not_held', notAchieved, evidence)
  const until = new Date(now.getTime() + waitSeconds * 1000)
  return later(until, 'not_final', 'The transfer is not final yet: we look again in a minute.')
}

const smaller = (a: bigint, b: bigint) => (a < b ? a : b)

function evidenceOf(
  pin: Pin,
  positions: readonly Position[],
  { pinned, latest, counted, wallets }: Holding,
): Evidence {
  const counts = (sums: readonly bigint[]) =>
    positions.map(({ network, kind, token }, index) => `${network} ${token ?? kind} ${sums[index]}`)
  return {
    blocks: Object.entries(pin).map(
      ([network, { number, hash, time }]) => `${network} ${number} ${hash} ${time}`,
    ),
    counted: counts(counted),
    heldAtBlock: counts(pinned),
    heldNow: counts(latest),
    wallets: wallets.map(({ address }) => address),
  }
}
