import type { Ledger } from '../ledger/types.ts'
import { ruleTypeOf } from '../rules/catalog.ts'
import { connectionNames } from '../rules/define.ts'
import type { CommonRule } from '../rules/fields.ts'
import { wholeOf } from '../domain/points.ts'
import type { ClaimRecord } from '../store/claims.ts'
import type { Store } from '../store/index.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { UserRecord } from '../store/users.ts'
import { open, shut } from './gates.ts'
import type { Gate } from './gates.ts'
import { ruleOf } from './stored-rule.ts'
import { capOf } from './caps.ts'

/**
 * Every gate that is looked at before a claim is taken, in the order in which a closed one is told. `claim` is the one of
 * the window that is open now. One list serves who claims and who asks why not, so that the two cannot differ.
 */
export async function gatesOf(
  store: Store,
  record: RuleRecord,
  user: UserRecord,
  at: Date,
  claim: Promise<ClaimRecord | null | undefined>,
  skipsRequired = false,
): Promise<Gate[]> {
  const rule = ruleOf(record)
  const [earlier, required, multiplier] = await Promise.all([
    claim,
    skipsRequired ? [] : requiredGate(store, record, user),
    activeMultiplierGate(store, rule, record, user),
  ])
  const interval = intervalGate(rule, earlier)
  return [
    ruleGate(record, rule),
    timeGate(rule, at),
    userGate(user),
    connectionGate(rule, user),
    ...[required].flat(),
    interval.isOpen ? (multiplier ?? interval) : interval,
  ]
}

/** The rule itself: deleted, paused, not of a type that may be asked for. */
function ruleGate(record: RuleRecord, rule: CommonRule): Gate {
  if (record.deletedAt)
    return shut('rule', 'rule_inactive', 'deleted', 'published', 'Rule is not setup')
  if (rule.isPaused) {
    return shut('rule', 'rule_inactive', 'paused', 'published', 'the rule is paused by its owner')
  }
  if (!ruleTypeOf(rule.type).completable) {
    const message = `${rule.type} rules cannot be completed by request`
    return shut(
      'rule',
      'rule_inactive',
      rule.type,
      'a type that may be completed by request',
      message,
    )
  }
  return open('rule', 'published', 'published', 'the rule is published')
}

/** Start inclusive, end exclusive. */
export function timeGate({ startTime, endTime }: CommonRule, now: Date): Gate {
  const current = now.toISOString()
  if (now < new Date(startTime)) {
    return shut(
      'time',
      'rule_inactive',
      current,
      `from ${startTime}`,
      'the rule has not started yet',
    )
  }
  if (endTime && now >= new Date(endTime)) {
    return shut('time', 'rule_inactive', current, `before ${endTime}`, 'the rule has ended')
  }
  return open('time', current, `${startTime} to ${endTime ?? 'open'}`, 'the rule is running')
}

function userGate(user: UserRecord): Gate {
  if (user.isBlocked) {
    return shut('user', 'user_blocked', 'blocked', 'not blocked', 'this user is blocked')
  }
  return open('user', 'not blocked', 'not blocked', 'the user may claim')
}

function connectionGate(rule: CommonRule, user: UserRecord): Gate {
  const needed = ruleTypeOf(rule.type).requires
  if (!needed) return open('connection', 'none', 'none', 'no account is needed')

  const isThere =
    needed === 'wallet'
      ? user.wallets.length > 0
      : user.accounts.some(({ platform }) => platform === needed)
  return isThere
    ? open(
        'connection',
        `${needed} connected`,
        `${needed} connected`,
        `${connectionNames[needed]} connected`,
      )
    : shut(
        'connection',
        'not_connected',
        'none',
        `${needed} connected`,
        `${connectionNames[needed]} not connected`,
      )
}

/**
 * A required rule inside a group gates the others of that group, a required group gates everything outside it, and a
 * required rule outside groups gates all that have none.
 */
export async function requiredGate(
  store: Pick<Store, 'rules' | 'groups' | 'claims'>,
  record: RuleRecord,
  user: Pick<UserRecord, '_id'>,
): Promise<Gate> {
  const { org, website } = record
  const own = groupOf(record)
  const [rules, groups] = await Promise.all([
    store.rules.required(org, website),
    store.groups.required(org, website),
  ])
  const before = rules.filter((rule) => rule._id !== record._id && groupOf(rule) === own)
  const others = groups.map(({ _id }) => _id).filter((group) => group !== own)
  const grouped = others.length > 0 ? await store.rules.inGroups(org, website, others) : []
  const needed = [...before, ...grouped]
  if (needed.length === 0)
    return open('required', '0 of 0', '0 of 0', 'nothing has to be done before')

  const done = await store.claims.rulesDone(
    org,
    user._id,
    needed.map(({ _id }) => _id),
  )
  const missing = needed.filter(({ _id }) => !done.has(_id))
  const current = `${done.size} of ${needed.length}`
  const all = `${needed.length} of ${needed.length}`
  if (missing.length === 0) return open('required', current, all, 'everything required is done')
  const names = missing.map(({ definition }) => String(definition.name)).join(', ')
  return shut('required', 'required_rule_missing', current, all, `has to be done before: ${names}`)
}

/** Whether the window that is open now was paid already. */
function intervalGate(rule: CommonRule, claim: ClaimRecord | null | undefined): Gate {
  const needed =
    rule.interval === 'once' ? 'not rewarded yet' : `not rewarded in this window (${rule.interval})`
  if (claim?.status === 'rewarded') {
    const until = claim.window.end ? ` until ${claim.window.end.toISOString()}` : ''
    return shut(
      'interval',
      'interval_spent',
      `rewarded${until}`,
      needed,
      "You've already claimed the reward for this quest.",
    )
  }
  if (claim?.status === 'accepted' || claim?.status === 'processing') {
    return shut(
      'interval',
      'pending',
      claim.status,
      needed,
      claim.waiting?.message ?? 'the claim is being verified',
    )
  }
  return open('interval', claim?.status ?? 'not claimed', needed, 'the window is open')
}

/** How much of the rule's cap the user has left in its window. */
export async function capGate(
  ledger: Ledger,
  record: RuleRecord,
  rule: CommonRule,
  user: UserRecord,
  decimals: number,
  now: Date,
): Promise<Gate> {
  const cap = capOf(record, rule, user._id, decimals, now)
  if (!cap) return open('cap', 'none', 'none', 'the rule has no cap')
  const { balance } = await ledger.balance(cap.account)
  const current = `${wholeOf(balance, decimals)} of ${wholeOf(cap.limit, decimals)}`
  return balance < cap.limit
    ? open('cap', current, 'below the cap', 'the cap leaves something')
    : shut('cap', 'cap_reached', current, 'below the cap', 'the cap of this window is reached')
}

/** A multiplier that a rule gave, and that is still live, is not given twice. */
async function activeMultiplierGate(
  store: Store,
  rule: CommonRule,
  record: RuleRecord,
  user: UserRecord,
): Promise<Gate | undefined> {
  if (rule.rewardType !== 'multiplier') return undefined
  const active = await store.multipliers.liveOfRule(record.org, user._id, record._id)
  if (!active) return undefined
  return shut(
    'interval',
    'interval_spent',
    `multiplier ${active.factor} is active`,
    'no active multiplier of this rule',
    'Claim failed: Multiplier is already active',
  )
}

function groupOf({ group }: RuleRecord): string | undefined {
  return group && group !== 'no-section' ? group : undefined
}
