import { wholeOf } from '../domain/points.ts'
import { isCounter, parseAccountId } from '../ledger/account.ts'
import type { Entry, Ledger } from '../ledger/types.ts'
import type { ClaimRecord } from '../store/claims.ts'
import type { Store } from '../store/index.ts'
import type { UserRecord } from '../store/users.ts'
import type { Currencies } from './currencies.ts'
import { within } from './scope.ts'
import type { Scope } from './scope.ts'
import { ruleOfVersion } from './stored-rule.ts'

/** An amount as people read it, and as it was booked. */
export interface Amount {
  amount: string
  minorUnits: string
}

/** A leg of the ledger, with the state of its account after it. */
export interface ReceiptLeg {
  entry: string
  posting: string
  kind: string
  account: string
  currency: string
  amount: Amount
  /** What was asked, where less was done. */
  asked?: Amount | undefined
  balanceAfter: Amount
  seq: number
  at: Date
  reason?: string | undefined
}

export interface Receipt {
  claim: ClaimRecord
  decimals: ReadonlyMap<string, number>
  legs: ReceiptLeg[]
  /** Caps and budgets that were moved in the same postings. */
  counters: ReceiptLeg[]
  /** Where an operator finds the workflow in Temporal's UI. */
  workflowPath: string | null
  workflowUrl: string | null
  /** What the currency itself gave or got back, so that it and the legs come to zero. */
  issuance: { currency: string; amount: Amount }[]
  ruleName: string | undefined
  user: UserRecord | null
}

export interface ReceiptsOptions {
  store: Store
  ledger: Ledger
  currencies: Currencies
  namespace: string
  temporalUiUrl?: string | undefined
}

/** Explains a claim, for as long as it exists. */
export function createReceipts({
  store,
  ledger,
  currencies,
  namespace,
  temporalUiUrl,
}: ReceiptsOptions) {
  /** Throws `not_found`. */
  async function find(scope: Scope, id: string): Promise<Receipt> {
    const claim = within(scope, await store.claims.find(scope.org, id), 'receipt')
    const [entries, version, user] = await Promise.all([
      entriesOf(claim),
      store.rules.findVersion(claim.org, claim.rule, claim.version),
      store.users.find(claim.org, claim.user),
    ])
    const workflowPath = claim.workflow
      ? `/namespaces/${namespace}/workflows/${encodeURIComponent(claim.workflow)}`
      : null
    const decimals = await currencies.decimalsOf(claim.org, currenciesIn(claim, entries))
    const legs = entries.map((entry) => ({ entry, leg: legOf(entry, decimals) }))
    return {
      claim,
      decimals,
      legs: legs.flatMap(({ entry, leg }) => (isCounter(entry.account) ? [] : [leg])),
      counters: legs.flatMap(({ entry, leg }) => (isCounter(entry.account) ? [leg] : [])),
      workflowPath,
      workflowUrl: workflowPath && temporalUiUrl ? new URL(workflowPath, temporalUiUrl).href : null,
      issuance: issuanceOf(entries, decimals),
      ruleName: version ? ruleOfVersion(version).name : undefined,
      user,
    }
  }

  /** Everything that was booked together with the claim's own entries. */
  async function entriesOf({ entries = [] }: ClaimRecord): Promise<Entry[]> {
    const own = await Promise.all(entries.map((id) => ledger.findEntry(id)))
    const keys = [...new Set(own.flatMap((entry) => (entry ? [entry.key] : [])))]
    const postings = await Promise.all(keys.map((key) => ledger.findPosting(key)))
    return postings.flatMap((posting) => [...(posting?.entries ?? [])])
  }

  return { find }
}

export type Receipts = ReturnType<typeof createReceipts>

export function amountOf(minor: bigint, decimals: number): Amount {
  return { amount: wholeOf(minor, decimals), minorUnits: minor.toString() }
}

function currenciesIn({ rewards = [] }: ClaimRecord, entries: readonly Entry[]): string[] {
  const promised = rewards.flatMap((reward) => (reward.type === 'points' ? [reward.currency] : []))
  return [...promised, ...entries.map(({ account }) => parseAccountId(account).currency)]
}

/** Issuance is summed up with others', so that its part is what the written legs lack to zero. */
function issuanceOf(entries: readonly Entry[], decimalsOf: ReadonlyMap<string, number>) {
  const sums = new Map<string, bigint>()
  for (const { account, amount } of entries.filter((entry) => !isCounter(entry.account))) {
    const { currency } = parseAccountId(account)
    sums.set(currency, (sums.get(currency) ?? 0n) - amount)
  }
  return [...sums].map(([currency, sum]) => ({
    currency,
    amount: amountOf(sum, decimalsOf.get(currency) ?? 0),
  }))
}

function legOf(entry: Entry, decimalsOf: ReadonlyMap<string, number>): ReceiptLeg {
  const { id, posting, kind, account, amount, asked, balance, seq, at, reason } = entry
  const { currency } = parseAccountId(account)
  const decimals = decimalsOf.get(currency) ?? 0
  return {
    ...{ entry: id, posting, kind, account, currency, seq, at, reason },
    amount: amountOf(amount, decimals),
    ...(asked === undefined ? {} : { asked: amountOf(asked, decimals) }),
    balanceAfter: amountOf(balance, decimals),
  }
}
