import { ulid } from 'ulid'
import { Failure } from '../domain/failure.ts'
import { wholeOf } from '../domain/points.ts'
import { parseAccountId } from '../ledger/account.ts'
import type { Foresee } from '../ledger/foresee.ts'
import type { AccountId, Ledger } from '../ledger/types.ts'
import type { ClaimRecord } from '../store/claims.ts'
import type { Store } from '../store/index.ts'
import type { ClaimList } from './claim-list.ts'
import { claimsMeant } from './claims-meant.ts'
import type { ClaimsWanted, Skipped } from './claims-meant.ts'
import type { Currencies } from './currencies.ts'
import type { Keyed } from './keyed.ts'
import type { Scope } from './scope.ts'

export interface VoidWanted extends ClaimsWanted {
  /** Take back what is there, down to the floor, instead of leaving a claim alone whose points are spent. */
  mayCut?: boolean | undefined
  /** Why; it stays in the statements. */
  description?: string | undefined
}

export interface Voided {
  count: number
  isMore: boolean
  voided: string[]
  skipped: Skipped[]
  /** What users give back, whole units. */
  points: { currency: string; amount: string }[]
}

export interface ClaimVoidsOptions {
  store: Store
  ledger: Ledger
  foresee: Foresee
  claimList: ClaimList
  currencies: Currencies
}

type Move = { account: AccountId; amount: bigint }
type Outcome = { moves: readonly Move[] } | { code: string; message: string }

const atOnce = 20

/**
 * Takes back what claims paid. Each stays the claim of its window, with its receipt, so that nobody is paid a second time for
 * what was voided.
 */
export function createClaimVoids(options: ClaimVoidsOptions) {
  const { store, ledger, foresee, currencies } = options

  /** What it would come to now. Nothing is done. */
  function preview(scope: Scope, wanted: VoidWanted): Promise<Voided> {
    return each(scope, wanted, async (entry) => {
      const { moves, refusal } = await foresee({ entry, mayCut: wanted.mayCut })
      return refusal ? reasonOf(refusal) : { moves }
    })
  }

  /** However often the same key is sent, each is taken back once. */
  function voidAll(scope: Scope, wanted: VoidWanted, keyed?: Keyed): Promise<Voided> {
    const name = keyed?.stamp ?? ulid()
    const { mayCut, description } = wanted
    return each(scope, wanted, async (entry, { org, _id }) => {
      const posted = await ledger.reverse({ entry, mayCut, name, reason: description })
      const [first] = posted.entries
      if (first) {
        await store.claims.model.updateOne({ org, _id }, { $addToSet: { entries: first.id } })
      }
      return { moves: posted.entries }
    })
  }

  async function each(
    scope: Scope,
    wanted: ClaimsWanted,
    work: (entry: string, claim: ClaimRecord) => Promise<Outcome>,
  ): Promise<Voided> {
    const { claims, isMore } = await claimsMeant(options, scope, wanted)
    const outcomes: { claim: string; outcome: Outcome }[] = []
    for (let from = 0; from < claims.length; from += atOnce) {
      const some = claims.slice(from, from + atOnce).map(async (claim) => {
        const outcome = await paidOnly(claim, work).catch(reasonOf)
        return { claim: claim._id, outcome }
      })
      outcomes.push(...(await Promise.all(some)))
    }
    const points = await pointsOf(scope.org, outcomes)
    return { count: claims.length, isMore, points, ...reportOf(outcomes) }
  }

  async function paidOnly(
    claim: ClaimRecord,
    work: (entry: string, claim: ClaimRecord) => Promise<Outcome>,
  ): Promise<Outcome> {
    if (claim.status !== 'rewarded') {
      return { code: 'not_paid', message: `the claim is ${claim.status}` }
    }
    const entries = await Promise.all((claim.entries ?? []).map((id) => ledger.findEntry(id)))
    const paid = entries.findLast((entry) => entry && entry.kind !== 'reversal')
    return paid ? work(paid.id, claim) : { code: 'no_points', message: 'it paid no points' }
  }

  async function pointsOf(org: string, outcomes: readonly { outcome: Outcome }[]) {
    const sums = new Map<string, bigint>()
    for (const { account, amount } of outcomes.flatMap(({ outcome }) => movesOf(outcome))) {
      const { currency, owner } = parseAccountId(account)
      if (owner.type === 'user') sums.set(currency, (sums.get(currency) ?? 0n) - amount)
    }
    const decimals = await currencies.decimalsOf(org, [...sums.keys()])
    return [...sums].map(([currency, sum]) => ({
      currency,
      amount: wholeOf(sum, decimals.get(currency) ?? 0),
    }))
  }

  return { preview, voidAll }
}

export type ClaimVoids = ReturnType<typeof createClaimVoids>

/** What the ledger refuses stands in the report, so that one claim does not hold up the others. Throws what is no refusal. */
function reasonOf(error: unknown): { code: string; message: string } {
  if (!(error instanceof Failure) || error.code === 'unavailable') throw error
  const [first] = error.errors ?? []
  if (first?.code === 'beyond_what_is_left') {
    return { code: 'over', message: 'it was taken back before' }
  }
  return { code: error.code, message: error.message }
}

function movesOf(outcome: Outcome): readonly Move[] {
  return 'moves' in outcome ? outcome.moves : []
}

function reportOf(outcomes: readonly { claim: string; outcome: Outcome }[]) {
  return {
    voided: outcomes.flatMap(({ claim, outcome }) => ('moves' in outcome ? [claim] : [])),
    skipped: outcomes.flatMap(({ claim, outcome }) =>
      'moves' in outcome ? [] : [{ claim, ...outcome }],
    ),
  }
}
