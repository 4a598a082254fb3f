import { decimalOfNumber } from '../domain/decimal.ts'
import { Failure } from '../domain/failure.ts'
import { minorOf } from '../domain/points.ts'
import { pointsExpiryOf } from '../domain/points-expiry.ts'
import { keyOf } from '../ledger/key.ts'
import type { Ledger } from '../ledger/types.ts'
import { ruleTypeOf } from '../rules/catalog.ts'
import type { CommonRule } from '../rules/fields.ts'
import { newId } from '../store/id.ts'
import type { Store } from '../store/index.ts'
import type { RuleRecord } from '../store/rules.ts'
import type { Website } from '../store/websites.ts'
import type { Currencies } from './currencies.ts'
import type { Events, Taken } from './events.ts'
import { legsOf } from './points.ts'
import { timeGate } from './rule-gates.ts'
import { invalid, notFound } from './scope.ts'
import { ruleOf } from './stored-rule.ts'
import type { Tasks } from './tasks.ts'
import type { Identity, Users } from './users.ts'

/** A value that was reported of a user. */
export interface ReportedValue extends Identity {
  value: number
  id?: string | undefined
}

/** What came of one: taken to be counted, or points that were booked at once. */
export type ValueTaken = Omit<Taken, 'clock'>

export interface ValuesOptions {
  store: Store
  ledger: Ledger
  events: Events
  tasks: Tasks
  users: Users
  currencies: Currencies
  now: () => Date
}

/** Values that customers report: of a task itself, or for all tasks that listen to a stream. */
export function createValues(options: ValuesOptions) {
  const { store, ledger, events, tasks, users, currencies, now } = options

  /**
   * Adds a value to a stream. Throws `not_found` for one that no task listens to, `invalid_request` for a value below
   * zero, and what taking an event throws.
   */
  async function toStream(
    website: Website,
    stream: string,
    reported: ReportedValue,
    stamp?: string,
  ): Promise<ValueTaken> {
    const { listening } = await tasks.ofWebsite(website.org, website._id)
    if (listening({ kind: 'stream', stream }).length === 0) throw notFound('stream', '/stream')
    if (reported.value < 0) throw negative()
    const says = { kind: 'stream', stream, value: exact(reported.value) } as const
    return events.takeValue(website, says, reported, stamp)
  }

  /**
   * Reports a task's own value: a number is set, to be counted; a score is paid at once. Throws `not_found` for a quest
   * or task the website does not have, `invalid_request` for a task of another kind, and for a score what paying throws.
   */
  async function toTask(
    website: Website,
    { quest, task: named }: { quest: string; task: string },
    reported: ReportedValue,
    stamp?: string,
  ): Promise<ValueTaken> {
    const record = await taskOf(website, named)
    await checkQuest(website, record, quest)
    const rule = ruleOf(record)
    const task = ruleTypeOf(rule.type).task(rule)
    if (task?.listens.kind !== 'action') {
      const message = 'is no task that takes values: those are API number values and API scores'
      throw invalid({ pointer: '/aid', code: 'other_task', message })
    }
    return task.measure === 'points'
      ? payScore(website, record, rule, reported, stamp)
      : setValue(website, record, reported, stamp)
  }

  /** Throws `not_found`. */
  async function taskOf({ org, _id }: Website, named: string): Promise<RuleRecord> {
    const record = await store.rules.findByAnyId(org, _id, named)
    if (record && !record.deletedAt) return record
    throw notFound('task', '/aid')
  }

  async function checkQuest({ org }: Website, { group }: RuleRecord, named: string): Promise<void> {
    const quest = group ? await store.groups.find(org, group) : null
    if (quest && (quest._id === named || quest.externalIdentifier === named)) return
    throw notFound('quest', '/cid')
  }

  async function setValue(
    website: Website,
    { _id: rule }: RuleRecord,
    reported: ReportedValue,
    stamp: string | undefined,
  ): Promise<ValueTaken> {
    const says = { kind: 'action', rule, value: exact(reported.value) } as const
    return events.takeValue(website, says, reported, stamp)
  }

  /** The value is the points; of nothing nothing is booked. */
  async function payScore(
    website: Website,
    record: RuleRecord,
    rule: CommonRule,
    { value, id, ...who }: ReportedValue,
    stamp: string | undefined,
  ): Promise<ValueTaken> {
    if (value < 0) throw negative()
    const currency = await currencies.pick(website, rule.loyaltyCurrencyId ?? undefined)
    const amount = minorOf(exact(value), currency.decimals, '/value')
    const user = await users.findOrCreate({ org: website.org, website: website._id }, who)
    passGates(rule, user.isBlocked === true)

    const own = id ?? stamp ?? newId('txn')
    const taken = { id: own, identity: id === undefined ? 'none' : 'id' } as const
    if (amount === 0n) return { ...taken, duplicate: false, differs: [] }
    try {
      const posted = await ledger.post({
        key: keyOf(`${website._id}/${user._id}/score/${record._id}`, own, '/id'),
        kind: 'reward',
        legs: legsOf(website, currency, user._id, amount),
        rule: record._id,
        ...(record.group ? { group: record.group } : {}),
        reason: rule.name,
        pointsExpireAt: pointsExpiryOf(currency.pointsExpireAfterDays, now()),
      })
      return { ...taken, duplicate: posted.replayed, differs: [] }
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'key_conflict')) throw error
      return { ...taken, duplicate: true, differs: ['/value'] }
    }
  }

  function passGates(rule: CommonRule, isBlocked: boolean): void {
    if (rule.isPaused) throw new Failure('rule_inactive', 'the task is paused by its owner')
    const gate = timeGate(rule, now())
    if (!gate.isOpen) throw new Failure('rule_inactive', gate.message)
    if (isBlocked) throw new Failure('user_blocked', 'this user is blocked')
  }

  return { toStream, toTask, task: taskOf }
}

export type Values = ReturnType<typeof createValues>

/** As the shortest decimal that the number prints as. */
function exact(value: number): string {
  const decimal = decimalOfNumber(value)
  if (decimal !== undefined) return decimal
  const message = 'has more than 30 digits before or behind the point'
  throw invalid({ pointer: '/value', code: 'out_of_range', message })
}

function negative(): Failure {
  const message = 'must not be below zero: points are taken with /user/withdraw'
  return invalid({ pointer: '/value', code: 'negative', message })
}
