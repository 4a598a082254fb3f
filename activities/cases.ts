import { partsOfClaimId } from '../src/domain/claim.ts'
import type { Page } from '../src/domain/claim.ts'
import { Failure } from '../src/domain/failure.ts'
import type { User } from '../src/domain/user.ts'
import { windowAt } from '../src/domain/window.ts'
import type { RuleType } from '../src/rules/catalog.ts'
import type { Case } from '../src/rules/define.ts'
import type { CommonRule } from '../src/rules/fields.ts'
import type { ClaimRecord } from '../src/store/claims.ts'
import type { UserRecord } from '../src/store/users.ts'
import type { Dependencies } from './index.ts'

/** One claim of a page and, where it can be examined, its case. */
export interface Subject {
  claim: ClaimRecord
  /** A sweep's claim that is written down only if something is found. */
  isNew: boolean
  case?: Case | undefined
  /** Why it cannot be examined. */
  failure?: Failure | undefined
}

/** Loads what a page's claims are about, in the order of the page. */
export async function loadCases(
  { store, credentials }: Pick<Dependencies, 'store' | 'credentials'>,
  page: Page,
  rule: CommonRule,
  type: RuleType,
  now: Date,
): Promise<readonly Subject[]> {
  const users = page.claims.map((claim) => partsOfClaimId(claim).user)
  const [claims, people, tokens, website] = await Promise.all([
    store.claims.findMany(page.org, page.claims),
    store.users.findMany(page.org, users),
    credentials.tokensOf(page.org, users, type.requires),
    websiteOf(store, page),
  ])
  const claimById = new Map(claims.map((claim) => [claim._id, claim]))
  const personById = new Map(people.map((person) => [person._id, person]))

  return page.claims.map((id, index): Subject => {
    const earlier = claimById.get(id)
    const claim = earlier ?? sweptClaim(id, page, rule, website, now)
    const person = personById.get(users[index] ?? '')
    const token = tokens.get(users[index] ?? '')
    if (!person)
      return { claim, isNew: !earlier, failure: new Failure('not_found', 'the user is gone') }
    if (token instanceof Failure) return { claim, isNew: !earlier, failure: token }

    const { window, acceptedAt, input, origin } = claim
    const user = userOf(person, type, token)
    const pin = page.sweep?.pin
    return {
      claim,
      isNew: !earlier,
      case: { rule, user, input, claim: { id, window, acceptedAt, origin }, pin, now },
    }
  })
}

async function websiteOf(
  store: Dependencies['store'],
  { org, rule, sweep }: Page,
): Promise<string> {
  if (!sweep) return ''
  const record = await store.rules.find(org, rule)
  return record?.website ?? ''
}

function sweptClaim(
  id: string,
  page: Page,
  rule: CommonRule,
  website: string,
  now: Date,
): ClaimRecord {
  const { user, windowKey } = partsOfClaimId(id)
  return {
    _id: id,
    org: page.org,
    website,
    rule: page.rule,
    ruleType: rule.type,
    version: page.version,
    user,
    window: windowAt(rule.interval, new Date(rule.startTime), Number(windowKey)),
    status: 'processing',
    origin: 'sweep',
    attempt: 1,
    grants: 0,
    input: {},
    acceptedAt: now,
  }
}

function userOf(
  { _id, website, createdAt, wallets, accounts, isBlocked }: UserRecord,
  { requires }: RuleType,
  token: string | undefined,
): User {
  return {
    id: _id,
    website,
    createdAt,
    wallets,
    isBlocked,
    accounts: accounts.map((account) =>
      account.platform === requires ? { ...account, token } : account,
    ),
  }
}
