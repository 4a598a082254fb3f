import type { Page } from '../domain/claim.ts'
import type { Pin } from '../domain/pin.ts'
import type { Judgement, SweepPlan, SweepTarget } from '../domain/sweep.ts'
import { isOpenInterval, windowAt, windowOf } from '../domain/window.ts'
import type { Window } from '../domain/window.ts'
import type { Providers } from '../providers/index.ts'
import { ruleTypeOf, verifyQueueOf } from '../rules/catalog.ts'
import type { CommonRule } from '../rules/fields.ts'
import type { Store } from '../store/index.ts'
import type { RuleRecord } from '../store/rules.ts'
import { timeGate } from './rule-gates.ts'
import { ruleOf } from './stored-rule.ts'

export interface SweepOptions {
  store: Store
  providers: Providers
  secondLookSeconds: number
}

/** How many windows that were missed are made up for in one sweep. */
const mostMissed = 31

/** Decides what a sweep of a rule has to judge now: the rewards it promises, and the dynamic ones it gave. */
export async function planSweep(
  options: SweepOptions,
  { org, rule: id }: SweepTarget,
  now: Date,
): Promise<SweepPlan | undefined> {
  const record = await options.store.rules.find(org, id)
  if (!record || record.deletedAt) return undefined
  const rule = ruleOf(record)
  if (rule.isPaused) return undefined

  const isRunning = timeGate(rule, now).isOpen
  const rewards =
    rule.claimType === 'auto' && isRunning ? await rewardJudgements(options, record, rule, now) : []
  const rechecks = rule.rewardLifetime === 'dynamic' ? [await recheckOf(options, record, rule)] : []
  return { judgements: [...rewards, ...rechecks], secondLookSeconds: options.secondLookSeconds }
}

/** Windows that ended unjudged come first, each as of its own end; then the one that is open. */
async function rewardJudgements(
  options: SweepOptions,
  record: RuleRecord,
  rule: CommonRule,
  now: Date,
): Promise<readonly Judgement[]> {
  if (isOpenInterval(rule.interval)) return []
  const current = windowOf(rule.interval, new Date(rule.startTime), now)
  const missed = await missedJudgements(options, record, rule, current)
  const pin = await windowPin(options, record, rule, current)
  return [...missed, judgement(record, rule, 'reward', current.key, pin)]
}

async function missedJudgements(
  options: SweepOptions,
  record: RuleRecord,
  rule: CommonRule,
  current: Window,
): Promise<readonly Judgement[]> {
  const { store, providers } = options
  const latest = await store.readings.latest(record.org, record._id)
  if (!latest || !current.end) return []

  const judgements: Judgement[] = []
  const from = Math.max(Number(latest.windowKey) + 1, Number(current.key) - mostMissed)
  for (let index = from; index < Number(current.key); index += 1) {
    const window = windowAt(rule.interval, new Date(rule.startTime), index)
    const pin = window.end && (await ruleTypeOf(rule.type).pin(rule, providers, window.end))
    if (pin) judgements.push(judgement(record, rule, 'reward', window.key, pin))
    else await recordUnknown(store, record, window.key, current.start)
  }
  return judgements
}

/** Nobody can say what was true then: that is written down, and is not the same as "not met". */
async function recordUnknown(store: Store, { org, _id }: RuleRecord, windowKey: string, at: Date) {
  await store.readings.put({ org, rule: _id, windowKey, status: 'unknown', at })
}

/** One point for the whole window, however often it is swept; `once` has no window, so each sweep takes its own. */
async function windowPin(
  { store, providers }: SweepOptions,
  { org, _id }: RuleRecord,
  rule: CommonRule,
  window: Window,
): Promise<Pin | undefined> {
  const type = ruleTypeOf(rule.type)
  if (!type.isPinned) return undefined
  const reading = window.end ? await store.readings.find(org, _id, window.key) : null
  if (reading?.pin) return reading.pin

  const pin = await type.pin(rule, providers)
  if (pin && window.end) {
    await store.readings.put({
      org,
      rule: _id,
      windowKey: window.key,
      status: 'open',
      pin,
      at: window.start,
    })
  }
  return pin
}

async function recheckOf(
  { providers }: SweepOptions,
  record: RuleRecord,
  rule: CommonRule,
): Promise<Judgement> {
  const pin = await ruleTypeOf(rule.type).pin(rule, providers)
  return judgement(record, rule, 'recheck', 'recheck', pin)
}

function judgement(
  record: RuleRecord,
  rule: CommonRule,
  purpose: Page['purpose'],
  windowKey: string,
  pin: Pin | undefined,
): Judgement {
  return {
    windowKey,
    page: {
      org: record.org,
      rule: record._id,
      version: record.version,
      queue: verifyQueueOf(ruleTypeOf(rule.type)),
      claims: [],
      purpose,
      sweep: { pin },
    },
  }
}
