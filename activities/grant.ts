import type { Outcome, Page, Reward } from '../src/domain/claim.ts'
import { Failure, isRetried } from '../src/domain/failure.ts'
import { capOf } from '../src/engine/caps.ts'
import { ruleOfVersion } from '../src/engine/stored-rule.ts'
import { accountId } from '../src/ledger/account.ts'
import { keyOf } from '../src/ledger/key.ts'
import type { Posted, Posting } from '../src/ledger/types.ts'
import type { CommonRule } from '../src/rules/fields.ts'
import type { ClaimRecord } from '../src/store/claims.ts'
import type { Dependencies } from './index.ts'
import type { Settlement } from './settle.ts'

type Rewarded = Extract<Outcome, { status: 'rewarded' }>
type Points = Extract<Reward, { type: 'points' }>

/** A claim that is to be paid, and the posting that pays it, if it is paid in points. */
interface Due {
  index: number
  claim: ClaimRecord
  outcome: Rewarded
  posting?: Posting | undefined
}

/** Pays what is due: proofs are taken first, then points, multipliers and badges are given, each once. */
export async function grant(
  dependencies: Dependencies,
  page: Page,
  claims: readonly (ClaimRecord | undefined)[],
  outcomes: readonly Outcome[],
  at: Date,
): Promise<readonly Settlement[]> {
  const settlements = outcomes.map((outcome, index) =>
    withoutReward(page.claims[index] ?? '', claims[index], outcome, at),
  )
  const due = await dueOf(dependencies, page, claims, outcomes)
  const paid = await withProofs(dependencies, page, due, at)

  for (const each of due) {
    const result = paid.get(each.index)
    settlements[each.index] =
      result instanceof Failure ? refused(each, result, at) : rewarded(each, result, at)
  }
  return settlements
}

async function dueOf(
  { store }: Dependencies,
  page: Page,
  claims: readonly (ClaimRecord | undefined)[],
  outcomes: readonly Outcome[],
): Promise<readonly Due[]> {
  const version = await store.rules.findVersion(page.org, page.rule, page.version)
  if (!version) throw new Failure('not_found', `rule ${page.rule} has no version ${page.version}`)
  const rule = ruleOfVersion(version)

  const due: Due[] = []
  for (const [index, outcome] of outcomes.entries()) {
    const claim = claims[index]
    if (outcome.status !== 'rewarded' || !claim) continue
    const points = outcome.rewards.find((reward) => reward.type === 'points')
    const posting = points && (await postingOf(store, claim, rule, points))
    due.push({ index, claim, outcome, posting })
  }
  return due
}

async function postingOf(
  store: Dependencies['store'],
  claim: ClaimRecord,
  rule: CommonRule,
  { currency, amount }: Points,
): Promise<Posting> {
  const { org, website, user } = claim
  const points = BigInt(amount)
  const decimals =
    rule.maxAmountPerInterval == null
      ? 0
      : ((await store.currencies.find(org, currency))?.decimals ?? 0)
  const cap = capOf({ _id: claim.rule, org, website }, rule, user, decimals, claim.acceptedAt)
  return {
    key: grantKeyOf(claim),
    kind: 'claim',
    legs: [
      { account: accountId({ org, website, currency, owner: user }), amount: points },
      { account: accountId({ org, website, currency, owner: 'issuance' }), amount: -points },
    ],
    ...(cap ? { counters: [{ ...cap, amount: points }], mayCut: true } : {}),
    rule: claim.rule,
    claim: claim._id,
    reason: rule.name,
  }
}

/** A claim is paid once; a dynamic one once each time it comes true again. */
export function grantKeyOf({ org, _id, grants }: ClaimRecord): string {
  return keyOf(`${org}/claim`, grants > 0 ? `${_id}#${grants}` : _id)
}

async function withProofs(
  dependencies: Dependencies,
  page: Page,
  due: readonly Due[],
  at: Date,
): Promise<Map<number, Posted | undefined | Failure>> {
  const { store } = dependencies
  const wanted = due.flatMap(({ claim }) =>
    (claim.proofs ?? []).map((proof) => ({
      org: claim.org,
      rule: claim.rule,
      proof,
      claim: claim._id,
      user: claim.user,
      at,
    })),
  )
  await store.proofs.take(wanted)
  const holders = await store.proofs.holders(
    page.org,
    page.rule,
    wanted.map(({ proof }) => proof),
  )

  const results = new Map<number, Posted | undefined | Failure>()
  const entitled: Due[] = []
  for (const each of due) {
    const isTaken = (each.claim.proofs ?? []).some(
      (proof) => holders.get(proof)?.user !== each.claim.user,
    )
    if (isTaken)
      results.set(
        each.index,
        new Failure('evidence_taken', 'somebody else was rewarded for this already'),
      )
    else entitled.push(each)
  }
  await pay(dependencies, entitled, results, at)
  return results
}

async function pay(
  { ledger, store }: Dependencies,
  due: readonly Due[],
  results: Map<number, Posted | undefined | Failure>,
  at: Date,
): Promise<void> {
  const inPoints = due.filter(({ posting }) => posting !== undefined)
  const posted = await ledger.postAll(inPoints.flatMap(({ posting }) => (posting ? [posting] : [])))
  for (const [position, { index }] of inPoints.entries()) {
    const result = posted[position]
    // An outage is nobody's refusal: the whole settling is done again, and finds what it has already written.
    if (result instanceof Failure && isRetried(result.code)) throw result
    results.set(index, result)
  }
  for (const { index, claim, outcome } of due) {
    if (results.get(index) instanceof Failure) continue
    await giveRest(store, claim, outcome, at)
    if (!results.has(index)) results.set(index, undefined)
  }
  for (const { index, claim } of due) {
    if (results.get(index) instanceof Failure && claim.proofs?.length) {
      await store.proofs.release(claim.org, claim._id)
    }
  }
}

async function giveRest(
  store: Dependencies['store'],
  claim: ClaimRecord,
  { rewards }: Rewarded,
  at: Date,
): Promise<void> {
  const { org, website, user, rule, _id } = claim
  for (const reward of rewards) {
    if (reward.type === 'badge') {
      await store.badges.award({ org, website, badge: reward.badge, user, claim: _id }, at)
    }
    if (reward.type === 'multiplier') {
      const { definition } = (await store.rules.find(org, rule)) ?? { definition: {} }
      const { name, metadata } = definition as Partial<CommonRule>
      await store.multipliers.give(
        {
          org,
          website,
          user,
          factor: reward.factor,
          currencies: metadata?.multiplierLoyaltyCurrencyIds ?? [],
          rule,
          grant: grantKeyOf(claim),
          title: name ?? rule,
        },
        at,
      )
    }
  }
}

function rewarded({ claim, outcome }: Due, posted: Posted | undefined, at: Date): Settlement {
  const entry = posted?.entries[0]
  const cut =
    entry?.asked === undefined
      ? undefined
      : { asked: String(entry.asked), given: String(entry.amount) }
  return {
    settled: { claim: claim._id, status: 'rewarded' },
    set: {
      status: 'rewarded',
      settledAt: at,
      lastSeenAt: at,
      rewards: [...outcome.rewards],
      steps: [...outcome.steps],
      ...(outcome.message ? { message: outcome.message } : {}),
      ...(cut ? { cut } : {}),
    },
    unset: ['waiting', 'reason', 'suspect', ...(outcome.message ? [] : (['message'] as const))],
    push: { entries: entry ? [entry.id] : [] },
  }
}

function refused({ claim }: Due, { code, message }: Failure, at: Date): Settlement {
  return {
    settled: { claim: claim._id, status: 'unmet', reason: code },
    set: { status: 'unmet', reason: code, message, settledAt: at },
    unset: ['waiting'],
  }
}

/** What a claim comes to that is not paid. */
function withoutReward(
  id: string,
  claim: ClaimRecord | undefined,
  outcome: Outcome,
  at: Date,
): Settlement {
  // A claim that was paid is never made unpaid by a later, slower run of the same claim.
  if (claim?.status === 'rewarded') return { settled: { claim: id, status: 'rewarded' } }
  switch (outcome.status) {
    case 'rewarded':
      return { settled: { claim: id, status: 'rewarded' } }
    case 'verified':
      return {
        settled: { claim: id, status: 'verified' },
        set: { status: 'verified', message: outcome.message ?? 'verified', settledAt: at },
        unset: ['waiting', 'reason'],
      }
    case 'unmet':
      return {
        settled: { claim: id, status: 'unmet', reason: outcome.reason },
        set: { status: 'unmet', reason: outcome.reason, message: outcome.message, settledAt: at },
        unset: ['waiting'],
      }
    case 'failed':
      return {
        settled: { claim: id, status: 'failed', reason: outcome.code },
        set: { status: 'failed', reason: outcome.code, message: outcome.message, settledAt: at },
        unset: ['waiting'],
      }
    case 'waiting':
      return {
        settled: { claim: id, status: 'waiting', reason: outcome.reason, until: outcome.until },
        set: {
          waiting: {
            code: outcome.reason,
            message: outcome.message,
            since: claim?.waiting?.since ?? at,
            until: new Date(outcome.until),
          },
        },
      }
  }
}
